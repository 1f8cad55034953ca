import type { Command } from "commander";
import type { TokenDescription } from "../tokens/token.service.ts";
import { addWhose, findWhose, nameOf, readWhose, type WhoseOptions } from "./account-argument.ts";
import { withOperator } from "./operator.ts";
import { answer, formatTable, type Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup tokens list ada@example.com
  levelup tokens list --id 42 --json

The live ones, newest first. The tokens themselves are kept nowhere and cannot be listed.`;

type Options = WhoseOptions & { json: boolean };

export function addListCommand(group: Command, terminal: Terminal): void {
  addWhose(group.command("list"))
    .description("List an account's live tokens")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  readWhose(username, options.id);
  await withOperator(terminal, async ({ services }) => {
    const account = await findWhose(services, username, options);
    const tokens = await services.tokens.list(account.id);
    answer(
      terminal,
      options.json,
      tokens,
      tokens.length === 0 ? `${nameOf(account)} has no live token.\n` : table(tokens),
    );
  });
}

function table(tokens: TokenDescription[]): string {
  const rows = tokens.map(({ id, device, address, createdAt, lastUsedAt, expiresAt, userAgent }) => [
    String(id),
    createdAt,
    lastUsedAt ?? "-",
    expiresAt,
    address ?? "-",
    device ?? "-",
    userAgent ?? "-",
  ]);
  return formatTable([["id", "created", "last used", "expires", "address", "device", "user agent"], ...rows], {
    numbers: false,
  });
}

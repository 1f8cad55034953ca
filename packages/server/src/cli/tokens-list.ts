import type { Command } from "commander";
import type { OperatedToken } from "../tokens/token-operator.service.ts";
import { type AccountOptions, addAccountArgument, formatAccount, withAccount } from "./account-argument.ts";
import { answer, formatTable } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup tokens list ada@example.com
  levelup tokens list --id 42 --json

The live ones, sessions and API tokens, newest first. The database has only digests of the tokens, so they themselves cannot be listed.`;

type Options = AccountOptions & { json: boolean };

export function addTokensListCommand(group: Command, terminal: Terminal): void {
  addAccountArgument(group.command("list"))
    .description("List an account's live tokens")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  await withAccount(terminal, username, options, async ({ services, account }) => {
    const tokens = await services.tokens.list(account.id);
    answer(
      terminal,
      options.json,
      tokens,
      tokens.length === 0 ? `${formatAccount(account)} has no live token.\n` : table(tokens),
    );
  });
}

function table(tokens: OperatedToken[]): string {
  const rows = tokens.map(
    ({ id, kind, name, scopes, device, address, createdAt, lastUsedAt, expiresAt, userAgent }) => [
      String(id),
      kind,
      createdAt,
      lastUsedAt ?? "-",
      expiresAt,
      address ?? "-",
      name ?? device ?? "-",
      kind === "api" ? scopes.join(" ") : "-",
      userAgent ?? "-",
    ],
  );
  return formatTable(
    [["id", "kind", "created", "last used", "expires", "address", "name", "scopes", "user agent"], ...rows],
    {
      numbers: false,
    },
  );
}

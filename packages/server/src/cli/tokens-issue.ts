import { deviceSchema } from "@levelup/contract";
import type { Command } from "commander";
import { addWhose, findWhose, nameOf, readWhose, type WhoseOptions } from "./account-argument.ts";
import { UsageError } from "./failures.ts";
import { withOperator } from "./operator.ts";
import { answer, type Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup tokens issue reports --device "nightly report" > token
  levelup tokens issue --id 42 --json

The token is printed once, on standard output, and cannot be had again. It expires as one from a login does. An account
holds so many (TOKENS_PER_USER); beyond that the oldest goes.`;

type Options = WhoseOptions & { device?: string; json: boolean };

export function addIssueCommand(group: Command, terminal: Terminal): void {
  addWhose(group.command("issue"))
    .description("Issue a token for an account, without its password")
    .option("--device <label>", "what it is for, as the list of devices shows it")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  readWhose(username, options.id);
  const device = readDevice(options.device);
  await withOperator(terminal, async ({ services, request }) => {
    const account = await findWhose(services, username, options);
    const { id, token, expiresAt } = await services.tokens.issue(account.id, device, request);
    terminal.err.write(`Token ${id} of ${nameOf(account)}, good until ${expiresAt} unless it is used:\n`);
    answer(
      terminal,
      options.json,
      { id, token, expiresAt, userId: account.id, username: account.username },
      `${token}\n`,
    );
  });
}

function readDevice(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const result = deviceSchema.safeParse(text);
  if (result.success) return result.data;
  throw new UsageError(`--device: ${result.error.issues.map(({ message }) => message).join(" ")}`);
}

import { deviceSchema } from "@levelup/contract";
import type { Command } from "commander";
import { type AccountOptions, addAccountArgument, formatAccount, withAccount } from "./account-argument.ts";
import { UsageError } from "./cli-errors.ts";
import { answer } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup tokens issue reports --device "nightly report" > token
  levelup tokens issue --id 42 --json

The token is printed once, on standard output, and cannot be shown again. It expires like a token from a login. An
account has at most TOKENS_PER_USER tokens; beyond that the oldest is revoked.`;

type Options = AccountOptions & { device?: string; json: boolean };

export function addTokensIssueCommand(group: Command, terminal: Terminal): void {
  addAccountArgument(group.command("issue"))
    .description("Issue a token for an account, without its password")
    .option("--device <label>", "what it is for, as the list of devices shows it")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const device = parseDevice(options.device);
  await withAccount(terminal, username, options, async ({ services, request, account }) => {
    const { id, token, expiresAt } = await services.tokens.issue(account.id, device, request);
    terminal.err.write(`Token ${id} of ${formatAccount(account)}, good until ${expiresAt} unless it is used:\n`);
    answer(
      terminal,
      options.json,
      { id, token, expiresAt, userId: account.id, username: account.username },
      `${token}\n`,
    );
  });
}

function parseDevice(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const result = deviceSchema.safeParse(text);
  if (result.success) return result.data;
  throw new UsageError(`--device: ${result.error.issues.map(({ message }) => message).join(" ")}`);
}

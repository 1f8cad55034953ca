import type { Command } from "commander";
import { type AccountOptions, addAccountArgument, formatAccount, withAccount } from "./account-argument.ts";
import { answer } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup reset-link ada@example.com
  levelup reset-link --id 42 --json

Needs no mail server. The link begins with PUBLIC_URL, works once within 24 hours, and sets a new password: give it to
the account's owner and to no one else. It is printed once, on standard output, and cannot be shown again.`;

type Options = AccountOptions & { json: boolean };

export function addResetLinkCommand(program: Command, terminal: Terminal): void {
  addAccountArgument(program.command("reset-link"))
    .description("Print a link with which an account's owner sets a new password")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  await withAccount(terminal, username, options, async ({ services, request, account }) => {
    const { link, expiresAt } = await services.accounts.issueResetLink(account.id, request);
    terminal.err.write(`A new password for ${formatAccount(account)}, until ${expiresAt}:\n`);
    answer(terminal, options.json, { link, expiresAt, userId: account.id, username: account.username }, `${link}\n`);
  });
}

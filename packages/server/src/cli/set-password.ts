import type { Command } from "commander";
import { type AccountOptions, addAccountArgument, formatAccount, withAccount } from "./account-argument.ts";
import {
  addPasswordOptions,
  type PasswordOptions,
  passwordHelp,
  readNewPassword,
  rejectPasswordArgument,
} from "./new-password.ts";
import { answer, formatCount } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup set-password ada@example.com
  openssl rand -base64 24 | levelup set-password --id 42 --password-stdin
${passwordHelp}
It ends every login of the account, on all devices.`;

type Options = PasswordOptions & AccountOptions & { json: boolean };

export function addSetPasswordCommand(program: Command, terminal: Terminal): void {
  addPasswordOptions(addAccountArgument(program.command("set-password")))
    .description("Set an account's password, and end all of its logins")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  rejectPasswordArgument(options);
  await withAccount(terminal, username, options, async ({ services, request, account }) => {
    const password = await readNewPassword(terminal, options);
    const tokensEnded = await services.accounts.setPassword(account.id, password, request);
    answer(
      terminal,
      options.json,
      { id: account.id, username: account.username, tokensEnded },
      `${formatAccount(account)} has a new password. Logins that ended: ${formatCount(tokensEnded)}.\n`,
    );
  });
}

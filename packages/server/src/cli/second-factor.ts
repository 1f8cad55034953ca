import type { Command } from "commander";
import { type AccountOptions, addAccountArgument, formatAccount, withAccount } from "./account-argument.ts";
import { NegativeAnswer } from "./cli-errors.ts";
import { answer, formatCount } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup second-factor status ada@example.com
  levelup second-factor remove ada@example.com`;

const statusHelp = `
Examples:
  levelup second-factor status ada@example.com
  levelup second-factor status --id 42 --json`;

const removeHelp = `
Examples:
  levelup second-factor remove ada@example.com

It is for an owner who has lost the phone and the recovery codes. Make sure first who asks: the password alone logs in
afterwards. It ends every session of the account, tells its owner by mail, and is on record with your name.`;

type Options = AccountOptions & { json: boolean };

export function addSecondFactorCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command("second-factor")
    .description("Show or remove the authenticator app of an account")
    .helpCommand(false)
    .addHelpText("after", help);
  addAccountArgument(group.command("status"))
    .description("Tell whether it is on, since when, and how many recovery codes are left")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", statusHelp)
    .action((username: string | undefined, options: Options) => showStatus(username, options, terminal));
  addAccountArgument(group.command("remove"))
    .description("Turn it off, with its recovery codes, and end every session")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", removeHelp)
    .action((username: string | undefined, options: Options) => remove(username, options, terminal));
}

async function showStatus(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  await withAccount(terminal, username, options, async ({ services, account }) => {
    const status = await services.secondFactor.status(account.id);
    const words = status.on
      ? `on since ${status.since}, recovery codes left: ${formatCount(status.recoveryCodesLeft)}`
      : "off";
    const { id, username: name } = account;
    answer(terminal, options.json, { id, username: name, ...status }, `${formatAccount(account)}: ${words}.\n`);
  });
}

async function remove(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  await withAccount(terminal, username, options, async ({ services, request, account }) => {
    const ended = await services.secondFactor.remove(account.id, request);
    const words =
      ended === null
        ? `The second factor of ${formatAccount(account)} was off already.`
        : `The second factor of ${formatAccount(account)} is removed. Sessions that were ended: ${formatCount(ended)}.`;
    const { id, username: name } = account;
    answer(
      terminal,
      options.json,
      { id, username: name, removed: ended !== null, sessionsEnded: ended ?? 0 },
      `${words}\n`,
    );
    if (ended === null) throw new NegativeAnswer();
  });
}

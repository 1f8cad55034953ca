import type { Command } from "commander";
import { addWhose, findWhose, nameOf, readWhose, type WhoseOptions } from "./account-argument.ts";
import { withOperator } from "./operator.ts";
import { answer, formatCount, type Terminal } from "./terminal.ts";

type Options = WhoseOptions & { json: boolean };

const commands = [
  {
    name: "deactivate",
    isActive: false,
    description: "Keep an account out: its password and its tokens open nothing",
    effect: "open nothing",
    help: `
Examples:
  levelup deactivate ada@example.com
  levelup deactivate --id 42

It counts at once. Nothing is deleted: \`levelup activate\` lets the account in again, with the tokens that it had. To
end those for good, \`levelup tokens revoke --user ada@example.com\`.`,
  },
  {
    name: "activate",
    isActive: true,
    description: "Let an account in again",
    effect: "open the door",
    help: `
Examples:
  levelup activate ada@example.com
  levelup activate --id 42

Tokens that it had and that have not expired open the door again.`,
  },
] as const;

export function addActivateCommands(program: Command, terminal: Terminal): void {
  for (const command of commands) {
    addWhose(program.command(command.name))
      .description(command.description)
      .option("--json", "answer as JSON", false)
      .addHelpText("after", command.help)
      .action((username: string | undefined, options: Options) => run(command, username, options, terminal));
  }
}

async function run(
  { isActive, effect }: (typeof commands)[number],
  username: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<void> {
  readWhose(username, options.id);
  await withOperator(terminal, async ({ services, request }) => {
    const account = await findWhose(services, username, options);
    const { changed, liveTokens } = await services.accounts.setActive(account.id, isActive, request);
    const state = `${changed ? "is" : "was already"} ${isActive ? "active" : "inactive"}`;
    answer(
      terminal,
      options.json,
      { id: account.id, username: account.username, isActive, changed, liveTokens },
      `${nameOf(account)} ${state}. Live tokens of it, which ${effect}: ${formatCount(liveTokens)}.\n`,
    );
  });
}

import type { Command } from "commander";
import { addAccountArgument } from "./account-argument.ts";
import { type SetActiveOptions, setActive } from "./set-active.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup activate ada@example.com
  levelup activate --id 42

Its tokens that have not expired work again.`;

export function addActivateCommand(program: Command, terminal: Terminal): void {
  addAccountArgument(program.command("activate"))
    .description("Let an account log in and use its tokens again")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: SetActiveOptions) => setActive(true, username, options, terminal));
}

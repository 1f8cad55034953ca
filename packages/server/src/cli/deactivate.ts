import type { Command } from "commander";
import { addAccountArgument } from "./account-argument.ts";
import { type SetActiveOptions, setActive } from "./set-active.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup deactivate ada@example.com
  levelup deactivate --id 42

It takes effect at once. Nothing is deleted: \`levelup activate\` lets the account in again, with the tokens that it had. To
end those for good, \`levelup tokens revoke --user ada@example.com\`.`;

export function addDeactivateCommand(program: Command, terminal: Terminal): void {
  addAccountArgument(program.command("deactivate"))
    .description("Refuse the password and the tokens of an account")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: SetActiveOptions) => setActive(false, username, options, terminal));
}

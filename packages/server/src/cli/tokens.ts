import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";
import { addTokensIssueCommand } from "./tokens-issue.ts";
import { addTokensListCommand } from "./tokens-list.ts";
import { addTokensRevokeCommand } from "./tokens-revoke.ts";

const help = `
Examples:
  levelup tokens list ada@example.com
  levelup tokens issue reports --device "nightly report"
  levelup tokens revoke 17`;

export function addTokensCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command("tokens")
    .description("List, issue and revoke tokens")
    .helpCommand(false)
    .addHelpText("after", help);
  addTokensListCommand(group, terminal);
  addTokensIssueCommand(group, terminal);
  addTokensRevokeCommand(group, terminal);
}

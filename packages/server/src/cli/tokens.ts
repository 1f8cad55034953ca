import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";
import { addIssueCommand } from "./tokens-issue.ts";
import { addListCommand } from "./tokens-list.ts";
import { addRevokeCommand } from "./tokens-revoke.ts";

const help = `
Examples:
  levelup tokens list ada@example.com
  levelup tokens issue reports --device "nightly report"
  levelup tokens revoke 17`;

export function addTokensCommand(program: Command, terminal: Terminal): void {
  const group = program
    .command("tokens")
    .description("List, issue and revoke tokens")
    .helpCommand(false)
    .addHelpText("after", help);
  addListCommand(group, terminal);
  addIssueCommand(group, terminal);
  addRevokeCommand(group, terminal);
}

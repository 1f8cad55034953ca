import type { Command } from "commander";
import { addMailsListCommand } from "./mails-list.ts";
import { addMailsRetryCommand } from "./mails-retry.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup mails list
  levelup mails retry
  levelup mails retry 17`;

export function addMailsCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command("mails")
    .description("List the mails that wait to be sent, and try them again")
    .helpCommand(false)
    .addHelpText("after", help);
  addMailsListCommand(group, terminal);
  addMailsRetryCommand(group, terminal);
}

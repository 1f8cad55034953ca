import type { Command } from "commander";
import { addMigrateDownCommand } from "./migrate-down.ts";
import { addMigrateStatusCommand } from "./migrate-status.ts";
import { addMigrateUpCommand } from "./migrate-up.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup migrate status || levelup migrate up
  levelup migrate down`;

export function addMigrateCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command("migrate")
    .description("Bring the database's schema up to date, or look at it")
    .helpCommand(false)
    .addHelpText("after", help);
  addMigrateUpCommand(group, terminal);
  addMigrateDownCommand(group, terminal);
  addMigrateStatusCommand(group, terminal);
}

import type { Terminal } from "@levelup/server/cli";
import type { Command } from "commander";
import { addExportCommand } from "./export/export-command.ts";
import { addImportCommand } from "./import/import-command.ts";

/** Adds `levelup import django` and `levelup export django`. */
export function addDjangoCommands(program: Command, terminal: Terminal): void {
  addImportCommand(program, terminal);
  addExportCommand(program, terminal);
}

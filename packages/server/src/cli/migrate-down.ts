import type { Command } from "commander";
import { migrationStatus, undoMigration } from "../db/migrate.ts";
import { readSettings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import { assertDatabaseExists, withDatabase } from "./operator.ts";
import { answer } from "./output.ts";
import { confirm } from "./prompt.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup migrate down
  levelup migrate down --yes

It undoes the newest migration, and deletes the data in the tables and columns that this made. Stop the servers first,
and take a backup.`;

type Options = { yes: boolean; json: boolean };

export function addMigrateDownCommand(group: Command, terminal: Terminal): void {
  group
    .command("down")
    .description("Undo the newest migration; asks first")
    .option("--yes", "do it without a question", false)
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((options: Options) => run(options, terminal));
}

async function run({ yes, json }: Options, terminal: Terminal): Promise<void> {
  const settings = readSettings(terminal.env);
  assertDatabaseExists(settings);
  await withDatabase(terminal, settings, async (database) => {
    const { applied, unknown } = await migrationStatus(database);
    const newest = applied.at(-1)?.name;
    if (unknown.length > 0) {
      throw new StartError(
        `This release does not know ${unknown.join(", ")}.`,
        "Undo it with the release that made it.",
      );
    }
    if (newest === undefined) throw new StartError("There is no migration to undo.", "`levelup migrate up` runs them.");
    await confirm(terminal, `Undo ${newest}? What it made goes, with all the data in it.`, { yes });
    await undoMigration(database, newest);
    answer(terminal, json, { undone: newest }, `Undid ${newest}.\n`);
  });
}

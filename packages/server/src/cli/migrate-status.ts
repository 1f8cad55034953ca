import type { Command } from "commander";
import { migrationStatus } from "../db/migrate.ts";
import { readSettings } from "../settings/settings.ts";
import { NegativeAnswer } from "./cli-errors.ts";
import { assertDatabaseExists, withDatabase } from "./operator.ts";
import { answer, formatTable } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup migrate status
  levelup migrate status --json

The exit code is 0 when the schema is up to date, and 1 when something is pending or comes from a newer release.`;

export function addMigrateStatusCommand(group: Command, terminal: Terminal): void {
  group
    .command("status")
    .description("Say which migrations the database has, and which it lacks")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((options: { json: boolean }) => run(options, terminal));
}

async function run({ json }: { json: boolean }, terminal: Terminal): Promise<void> {
  const settings = readSettings(terminal.env);
  assertDatabaseExists(settings);
  await withDatabase(terminal, settings, async (database) => {
    const status = await migrationStatus(database);
    const rows = [
      ...status.applied.map(({ name, at }) => [name, `applied ${at}`]),
      ...status.unknown.map((name) => [name, "applied by a newer release"]),
      ...status.pending.map((name) => [name, "pending"]),
    ];
    answer(terminal, json, status, formatTable(rows, { numbers: false }));
    if (status.pending.length + status.unknown.length > 0) throw new NegativeAnswer();
  });
}

import type { Command } from "commander";
import { migrate, migrationStatus, undoMigration } from "../db/migrate.ts";
import { readSettings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import { AnsweredNo } from "./failures.ts";
import { assertBegun, withDatabase } from "./operator.ts";
import { confirm } from "./prompt.ts";
import { answer, formatTable, type Terminal } from "./terminal.ts";

const help = {
  group: `
Examples:
  levelup migrate status || levelup migrate up
  levelup migrate down`,
  up: `
Examples:
  levelup migrate up
  DATABASE_URL=postgres://… levelup migrate up --json

The server does the same when it starts. Of several at once, one migrates and the others wait.`,
  down: `
Examples:
  levelup migrate down
  levelup migrate down --yes

It undoes the newest migration, with the data in what that made. Stop the servers first, and take a backup.`,
  status: `
Examples:
  levelup migrate status
  levelup migrate status --json

The exit code is 0 when the schema is up to date, and 1 when something is pending or comes from a newer release.`,
};

export function addMigrateCommand(program: Command, terminal: Terminal): void {
  const group = program
    .command("migrate")
    .description("Bring the database's schema up to date, or look at it")
    .helpCommand(false)
    .addHelpText("after", help.group);
  group
    .command("up")
    .description("Run the migrations that the database lacks")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help.up)
    .action((options: { json: boolean }) => up(options, terminal));
  group
    .command("down")
    .description("Undo the newest migration; asks first")
    .option("--yes", "do it without a question", false)
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help.down)
    .action((options: { yes: boolean; json: boolean }) => down(options, terminal));
  group
    .command("status")
    .description("Say which migrations the database has, and which it lacks")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help.status)
    .action((options: { json: boolean }) => status(options, terminal));
}

async function up({ json }: { json: boolean }, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, readSettings(terminal.env), async (database) => {
    const ran = await migrate(database);
    answer(
      terminal,
      json,
      { ran },
      ran.length === 0 ? "Nothing to do.\n" : ran.map((name) => `Ran ${name}.\n`).join(""),
    );
  });
}

async function down({ yes, json }: { yes: boolean; json: boolean }, terminal: Terminal): Promise<void> {
  const env = readSettings(terminal.env);
  assertBegun(env);
  await withDatabase(terminal, env, async (database) => {
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

async function status({ json }: { json: boolean }, terminal: Terminal): Promise<void> {
  const env = readSettings(terminal.env);
  assertBegun(env);
  await withDatabase(terminal, env, async (database) => {
    const found = await migrationStatus(database);
    const rows = [
      ...found.applied.map(({ name, at }) => [name, `applied ${at}`]),
      ...found.unknown.map((name) => [name, "applied by a newer release"]),
      ...found.pending.map((name) => [name, "pending"]),
    ];
    answer(terminal, json, found, formatTable(rows, { numbers: false }));
    if (found.pending.length + found.unknown.length > 0) throw new AnsweredNo();
  });
}

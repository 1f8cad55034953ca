import type { Command } from "commander";
import { migrate } from "../db/migrate.ts";
import { readSettings } from "../settings/settings.ts";
import { withDatabase } from "./operator.ts";
import { answer } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup migrate up
  DATABASE_URL=postgres://… levelup migrate up --json

The server does the same when it starts. Of several at once, one migrates and the others wait.`;

export function addMigrateUpCommand(group: Command, terminal: Terminal): void {
  group
    .command("up")
    .description("Run the migrations that the database lacks")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((options: { json: boolean }) => run(options, terminal));
}

async function run({ json }: { json: boolean }, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, readSettings(terminal.env), async (database) => {
    const ran = await migrate(database);
    const words = ran.length === 0 ? "Nothing to do.\n" : ran.map((name) => `Ran ${name}.\n`).join("");
    answer(terminal, json, { ran }, words);
  });
}

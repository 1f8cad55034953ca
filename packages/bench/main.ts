/** `npm run bench`: see `--help`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.ts";
import { startCleanup } from "./lib/cleanup.ts";
import { openDatabases } from "./lib/databases.ts";
import { createProcesses } from "./lib/processes.ts";
import { helpText, readOptions, WrongOption } from "./options.ts";
import type { Measured } from "./report/finding.ts";
import { machine } from "./report/machine.ts";
import { chartOf, resultsText } from "./report/results.ts";
import { rows } from "./rows/index.ts";

const minuteMs = 60_000;
/** A run that takes longer hangs. */
const limitMs = 30 * minuteMs;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(args: string[]): Promise<number> {
  const options = readOptions(args, rows);
  if (options.help) {
    process.stdout.write(helpText(rows));
    return 0;
  }
  const databaseUrl = process.env.TEST_DATABASE_URL || "postgres://postgres@127.0.0.1:5432/postgres";
  const cleanup = startCleanup(databaseUrl);
  try {
    const databases = await openDatabases(databaseUrl, cleanup);
    const about = machine(databases.version);
    const leftOut = new Map<string, string>();
    let deadline = 0;
    const bench: Bench = {
      processes: createProcesses(cleanup),
      databases,
      rounds: options.rounds,
      quick: options.quick,
      hasTime: () => performance.now() < deadline,
      say: (line) => say(`  ${line}`),
      installed: (contenders) =>
        contenders.filter(({ name, missing }) => {
          const remedy = missing();
          if (remedy === null) return true;
          if (!leftOut.has(name)) say(`Left out: ${name}. To measure it: ${remedy}.`);
          leftOut.set(name, remedy);
          return false;
        }),
    };

    const measured: Measured[] = [];
    const failed: string[] = [];
    for (const row of rows.filter(({ name }) => options.only.length === 0 || options.only.includes(name))) {
      const startedAt = performance.now();
      deadline = startedAt + row.maxSeconds * 1000;
      say(`${row.name}: ${row.about}`);
      try {
        measured.push(await row.measure(bench));
        say(`  done in ${Math.round((performance.now() - startedAt) / 1000)} s`);
      } catch (error) {
        failed.push(row.name);
        say(`  could not be measured: ${error instanceof Error ? error.message : error}`);
      }
    }
    await databases.close();

    const results = resultsText(measured, {
      about,
      leftOut,
      failed,
      rounds: options.rounds,
      quick: options.quick,
      seeAlso: ["[Where the time of one call goes](where-the-time-goes.md), by a profiler."],
    });
    process.stdout.write(`\n${results}`);
    const whole = options.only.length === 0 && !options.quick && failed.length === 0;
    const folder = options.out ?? (whole ? fileURLToPath(new URL(".", import.meta.url)) : null);
    if (folder === null) say("\nNothing was written, because this was not a whole run. --out FOLDER writes it there.");
    else {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "RESULTS.md"), results);
      writeFileSync(join(folder, "results.svg"), chartOf(measured, options));
      say(`\nWritten to ${folder}`);
    }
    return failed.length === 0 ? 0 : 1;
  } finally {
    await cleanup.finish();
  }
}

// At the exit the cleanup process ends everything that was started.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  process.on(signal, () => process.exit(code));
}
setTimeout(() => {
  say(`It is not done after ${limitMs / minuteMs} minutes: something hangs.`);
  process.exit(1);
}, limitMs).unref();

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof WrongOption ? 2 : 1;
}

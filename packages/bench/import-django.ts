/**
 * How long an import takes and how much memory: `DATABASE_URL=… node packages/bench/import-django.ts 1000000`.
 * It makes a Django database of so many users, each with gamer and token, and imports it into an empty database.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { djangoHash, djangoTables } from "@levelup/test-support/django-database.ts";

const users = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), "levelup-bench-"));
const file = join(folder, "db.sqlite3");
const cli = fileURLToPath(new URL("../../apps/api/bin/levelup.mjs", import.meta.url));

const numbers = `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${users})`;

/** Makes the process print at its end its CPU time in seconds and its highest memory in MB. */
const measured = `
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    console.error(Math.round((userCPUTime + systemCPUTime) / 1e6) + " s of its CPU, at most " + Math.round(maxRSS / 1024) + " MB");
  });
  process.argv.splice(1, 0, "cli");
  await import(${JSON.stringify(cli)});`;

async function runImport(title: string): Promise<void> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ["--input-type=module", "-e", measured, "--", "import", "django", "--json", file],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let printed = "";
  child.stderr.on("data", (piece) => {
    printed += piece;
  });
  const [code] = await once(child, "close");
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(`${title}: ${users} users, ${seconds.toFixed(1)} s, ${printed.trim()}, exit ${code}\n`);
}

try {
  const database = new DatabaseSync(file);
  database.exec(djangoTables);
  database.exec(`begin;
    ${numbers} insert into auth_user select n, '${djangoHash}', null, 0, 'gamer' || n || '@example.com', 'Gamer',
      'gamer' || n || '@example.com', 0, 1, '2020-08-28 13:24:27.172345', 'Grace' from numbers;
    ${numbers} insert into levelupapi_gamer select n, 'I am gamer ' || n, n from numbers;
    ${numbers} insert into authtoken_token select lower(hex(randomblob(20))), '2020-08-29 13:24:27.172', n from numbers;
    commit`);
  database.close();
  await runImport("first import");
  await runImport("repeated, nothing changed");
} finally {
  rmSync(folder, { recursive: true });
}

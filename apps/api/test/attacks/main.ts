import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { startServer, temporaryFolder } from "@levelup/test-support/server-process.ts";
import { createTestDatabase } from "@levelup/test-support/test-app.ts";
import { attacks } from "./attacks.ts";
import { createHonestGamers } from "./honest-gamers.ts";

/**
 * `npm run attacks`: attacks a server as it comes, with its default limits and full-cost hashing, in a process of its
 * own on a database of its own, and prints what the attacker got and what honest gamers felt meanwhile. Runs on
 * PostgreSQL with TEST_DATABASE_URL, on the embedded database without. `ATTACKS_SECONDS` (12) is the time of each, `ATTACKS` (all)
 * what the names of those to run contain.
 */
const seconds = Number(process.env.ATTACKS_SECONDS || 12);
const attackerProgram = fileURLToPath(new URL("attacker.ts", import.meta.url));
/** Honest gamers and the attacker come through these; idle connections come from elsewhere. */
const trustedProxies = "127.0.0.2,127.0.0.3";
/** Until what an attack has left in the queue is done. */
const pauseMs = 3000;

const database = await createTestDatabase();
await using folder = await temporaryFolder();
await using server = startServer({
  ...(database.settings.url === null ? { DATA_DIR: folder.path } : { DATABASE_URL: database.settings.url.reveal() }),
  TRUST_PROXY: trustedProxies,
  // As it comes: empty is the default, which tests change.
  MAX_EVENT_LOOP_DELAY_MS: "",
  REFUSAL_DELAY_MS: "",
});
const url = (await server.ready).replace("localhost", "127.0.0.1");
const honest = await createHonestGamers(url);

const print = (line: string) => process.stdout.write(`${line}\n`);
const engine = database.settings.url === null ? "PGlite" : "PostgreSQL";
print(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, ${engine}, ${seconds} s each\n`);
print("| attack | what became of it | honest logins from known devices | honest `account.me` |");
print("|---|---|---|---|");
for (const { name } of attacks.filter(({ name }) => name.includes(process.env.ATTACKS ?? ""))) {
  const attacker = fork(attackerProgram, [url, name, String(seconds)]);
  attacker.once("exit", (code) => {
    if (code !== 0) throw new Error(`the attacker ended with ${code}`);
  });
  await once(attacker, "message");
  let happened = "";
  const felt = await honest.during(async () => {
    attacker.send("attack");
    [happened] = await once(attacker, "message");
  });
  print(`| ${name} | ${happened} | ${describe(felt.logins)} | ${describe(felt.calls)} |`);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
honest.close();
await server.stop();
await database.release();

/** How many succeeded, and how long half and 95% of all took. */
function describe(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => ms(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  const succeeded = times.filter(Number.isFinite).length;
  return `${succeeded} of ${times.length}; p50 ${at(0.5)}, p95 ${at(0.95)}`;
}

function ms(value = Number.POSITIVE_INFINITY): string {
  if (!Number.isFinite(value)) return "failed";
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`;
}

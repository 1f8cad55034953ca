import { performance } from "node:perf_hooks";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import pino from "pino";

/**
 * `pnpm timing`: whether somebody with a clock can tell an account that exists from one that does not. Logs in over a
 * real socket as an unknown name, with a wrong password, to an inactive account and to one without a password, in turn,
 * so that whatever else the machine does falls on all four alike, and compares each pair by Welch's t-test.
 *
 * `TIMING_TRIALS` (200) of each kind; `TIMING_COST` (4), the cost of a hash: the lower, the smaller the
 * differences that show beside it.
 */
const trials = Number(process.env.TIMING_TRIALS || 200);
const bcryptCost = Number(process.env.TIMING_COST || 4);
/** Two-sided 5% for many trials, shared out among six pairs (Bonferroni): 0.05 / 6. */
const criticalT = 2.64;

const password = "correct horse battery";
const kinds = {
  unknown: { username: "nobody-at-all", password },
  "wrong password": { username: "right", password: "wrong horse battery" },
  inactive: { username: "inactive", password },
  "no password": { username: "passwordless", password },
};

await using app = await createTestApp({ log: pino({ level: "silent" }), settings: { passwords: { bcryptCost } } });
for (const username of ["right", "inactive", "passwordless"]) await app.gamer({ username, password });
const em = app.app.database.fork();
await em.execute("update users set is_active = false where username = 'inactive'");
await em.execute("update users set password_hash = '!' where username = 'passwordless'");
const url = await app.listen();

const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
const warmUp = 20;
for (let trial = -warmUp; trial < trials; trial += 1) {
  for (const [kind, input] of shuffled(Object.entries(kinds))) {
    const startedAt = performance.now();
    const answer = await fetch(`${url}/trpc/auth.login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    const text = await answer.text();
    if (text !== '{"result":{"data":{"valid":false}}}') throw new Error(`${kind}: ${text}`);
    if (trial >= 0) times.get(kind)?.push(performance.now() - startedAt);
  }
}

const print = (line: string) => process.stdout.write(`${line}\n`);
print(`${trials} logins of each kind, in turn, at bcrypt cost ${bcryptCost}\n`);
print("| login | mean ms | standard deviation | median ms |");
print("|---|---|---|---|");
for (const [kind, values] of times) {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  print(`| ${kind} | ${mean(values).toFixed(2)} | ${Math.sqrt(variance(values)).toFixed(2)} | ${median.toFixed(2)} |`);
}
print("\n| pair | Welch's t | told apart |");
print("|---|---|---|");
const entries = [...times];
for (const [index, [one, ones]] of entries.entries()) {
  for (const [other, others] of entries.slice(index + 1)) {
    const t = welch(ones, others);
    if (Math.abs(t) > criticalT) process.exitCode = 1;
    print(`| ${one} / ${other} | ${t.toFixed(2)} | ${Math.abs(t) > criticalT ? "yes" : "no"} |`);
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: number[]): number {
  const average = mean(values);
  return values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
}

/** https://doi.org/10.1093/biomet/34.1-2.28 */
function welch(ones: number[], others: number[]): number {
  const error = Math.sqrt(variance(ones) / ones.length + variance(others) / others.length);
  return (mean(ones) - mean(others)) / error;
}

function shuffled<Item>(items: Item[]): Item[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

import { performance } from "node:perf_hooks";
import { protectedGamer } from "@levelup/test-support/second-factor.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import pino from "pino";

/**
 * `npm run timing`: whether a client with a clock can tell an account that exists from one that does not. Over a real
 * socket it logs in as, and asks for a new password for, an unknown name and accounts of several kinds, in turn, so that
 * whatever else the machine does falls on all of them alike, and compares each pair by Welch's t-test.
 *
 * `TIMING_TRIALS` (200) of each kind; `TIMING_COST` (4), the cost of a hash: the lower, the smaller the
 * differences that show beside it.
 */
const trials = Number(process.env.TIMING_TRIALS || 200);
const bcryptCost = Number(process.env.TIMING_COST || 4);
const warmUp = 20;

const password = "correct horse battery";
const email = (username: string) => `${username}@example.com`;
/** The critical t is that of two-sided 5% for many trials, shared out among the pairs (Bonferroni). */
const comparisons = [
  {
    criticalT: 2.81, // 10 pairs
    procedure: "auth.login",
    answer: '{"result":{"data":{"valid":false}}}',
    kinds: {
      unknown: { username: "unknown-name", password },
      "wrong password": { username: "right", password: "wrong horse battery" },
      inactive: { username: "inactive", password },
      "no password": { username: "passwordless", password },
      "second factor, wrong password": { username: "protected", password: "wrong horse battery" },
    },
  },
  {
    criticalT: 2.81, // 10 pairs
    procedure: "auth.requestPasswordReset",
    answer: '{"result":{"data":{"accepted":true}}}',
    kinds: {
      unknown: { login: "unknown-name" },
      "with an address": { login: email("right") },
      "no address": { login: "addressless" },
      inactive: { login: email("inactive") },
      "no password": { login: email("passwordless") },
    },
  },
];

const plenty = { burst: 1_000_000, perHour: 1_000_000 };
await using app = await createTestApp({
  log: pino({ level: "silent" }),
  settings: {
    passwords: { bcryptCost },
    throttle: { limits: { resetAsked: plenty, resetAddress: plenty, resetInstance: plenty } },
  },
});
for (const username of ["right", "inactive", "passwordless"])
  await app.gamer({ username, password, email: email(username) });
await app.gamer({ username: "addressless", password });
await protectedGamer(app, { username: "protected", password });
const em = app.app.database.fork();
await em.execute("update users set is_active = false where username = 'inactive'");
await em.execute("update users set password_hash = '!' where username = 'passwordless'");
const url = await app.listen();

const print = (line: string) => process.stdout.write(`${line}\n`);
for (const { procedure, answer, kinds, criticalT } of comparisons)
  report(procedure, await measure(procedure, answer, kinds), criticalT);

/** Milliseconds of every call, by kind. */
async function measure(procedure: string, answer: string, kinds: object): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
  for (let trial = -warmUp; trial < trials; trial += 1) {
    for (const [kind, input] of shuffled(Object.entries(kinds))) {
      const startedAt = performance.now();
      const response = await fetch(`${url}/trpc/${procedure}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(input),
      });
      const text = await response.text();
      if (text !== answer) throw new Error(`${procedure}, ${kind}: ${text}`);
      if (trial >= 0) times.get(kind)?.push(performance.now() - startedAt);
    }
  }
  return times;
}

/** Prints the times and the pairs; the process exits with 1 if a pair is told apart. */
function report(procedure: string, times: Map<string, number[]>, criticalT: number): void {
  print(`${trials} calls of ${procedure} of each kind, in turn, at bcrypt cost ${bcryptCost}\n`);
  print("| kind | mean ms | standard deviation | median ms |");
  print("|---|---|---|---|");
  for (const [kind, values] of times) {
    const sorted = [...values].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
    print(
      `| ${kind} | ${mean(values).toFixed(2)} | ${Math.sqrt(variance(values)).toFixed(2)} | ${median.toFixed(2)} |`,
    );
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
  print("");
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

/**
 * Times the check of a token and the query of a login on databases of several sizes. Prints the medians in microseconds.
 */
import { createLevelUp, readSettings, User } from "@levelup/server";
import pino from "pino";
import { djangoKey } from "../lib/rows-of-a-size.ts";
import { median } from "../lib/statistics.ts";

const count = Number(process.argv[2]);
const sizes = JSON.parse(process.argv[3] ?? "[]") as { url: string; users: number; tokens: number }[];

/** A random number from 1 to `many`. */
const anyOf = (many: number) => 1 + Math.floor(Math.random() * many);

async function open({ url, users, tokens }: (typeof sizes)[number]) {
  const app = await createLevelUp(readSettings({ DATABASE_URL: url }), { log: pino({ level: "silent" }) });
  async function queryLogin(): Promise<void> {
    const found = await app.database.fork().findOne(User, { usernameKey: `gamer-${anyOf(users)}` });
    if (found === null) throw new Error("no such user");
  }
  return { app, checkToken: () => app.services.tokens.verify(djangoKey(anyOf(tokens))), queryLogin };
}

const opened: Awaited<ReturnType<typeof open>>[] = [];
for (const size of sizes) opened.push(await open(size));

/** Takes turns lookup by lookup, so that other work of the machine slows all of them alike. */
async function medians(lookups: (() => Promise<unknown>)[]): Promise<number[]> {
  const times: number[][] = lookups.map(() => []);
  for (let index = -count / 10; index < count; index += 1) {
    for (const [which, lookup] of lookups.entries()) {
      const startedAt = performance.now();
      await lookup();
      if (index >= 0) times[which]?.push((performance.now() - startedAt) * 1000);
    }
  }
  return times.map(median);
}

const tokenChecks = await medians(opened.map(({ checkToken }) => checkToken));
const loginQueries = await medians(opened.map(({ queryLogin }) => queryLogin));
for (const { app } of opened) await app.close();
process.stdout.write(JSON.stringify({ tokenChecks, loginQueries }));

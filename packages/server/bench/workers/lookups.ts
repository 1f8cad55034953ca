/**
 * Times the check of a token and the query of a login, as the service runs them, on a database of so many rows. Prints
 * the medians in microseconds.
 */
import pino from "pino";
import { findCredentials } from "../../src/accounts/credentials.ts";
import { createApp } from "../../src/app.ts";
import { readEnv } from "../../src/env.ts";
import { djangoKey } from "../lib/rows-of-a-size.ts";
import { median } from "../lib/statistics.ts";

const [url = "", ...numbers] = process.argv.slice(2);
const [users = 0, tokens = 0, count = 0] = numbers.map(Number);
// Whatever is remembered of a token is no lookup.
const env = readEnv({ DATABASE_URL: url, TOKEN_CACHE: "off" });
await using app = await createApp(env, { log: pino({ level: "silent" }) });

/** Any one of so many, and each time another. */
const anyOf = (many: number) => 1 + Math.floor(Math.random() * many);

async function time(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = -count / 10; index < count; index += 1) {
    const startedAt = performance.now();
    await work();
    if (index >= 0) times.push((performance.now() - startedAt) * 1000);
  }
  return median(times);
}

const tokenCheck = await time(() => app.services.tokens.verify(djangoKey(anyOf(tokens))));
const loginQuery = await time(async () => {
  if ((await findCredentials(app.database.fork(), `Gamer-${anyOf(users)}`)) === null) throw new Error("no such user");
});
process.stdout.write(JSON.stringify({ tokenCheck, loginQuery }));

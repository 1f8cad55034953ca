/**
 * Times the check of a token and the query of a login, as the service runs them, on a database of so many rows. The
 * parent says how many by a message and gets the medians in microseconds.
 */
import { findCredentials } from "../../src/accounts/credentials.ts";
import { systemClock } from "../../src/clock.ts";
import { openDatabase } from "../../src/db/database.ts";
import { createSecret } from "../../src/secret.ts";
import { createTokenVerifier } from "../../src/tokens/verify-token.ts";
import { djangoKey } from "../lib/rows-of-a-size.ts";
import { median } from "../lib/statistics.ts";

const [url = "", users = 0, tokens = 0, count = 0] = [process.argv[2], ...process.argv.slice(3).map(Number)] as [
  string,
  number,
  number,
  number,
];
const database = await openDatabase({
  url: createSecret(url),
  folder: null,
  poolSize: 2,
  connectTimeoutMs: 3000,
  statementTimeoutMs: 10_000,
});
const settings = { idleDays: 30, hardDays: 365, renewMinutes: 60, perUser: 20 };
const verify = createTokenVerifier({ database, settings, clock: systemClock });

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

const tokenCheck = await time(() => verify(djangoKey(anyOf(tokens))));
const loginQuery = await time(async () => {
  if ((await findCredentials(database.fork(), `Gamer-${anyOf(users)}`)) === null) throw new Error("no such user");
});
await database.close();
process.stdout.write(JSON.stringify({ tokenCheck, loginQuery }));

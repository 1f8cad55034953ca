import { fileURLToPath } from "node:url";
import { alternate, type Bench } from "../bench.ts";
import { startLevelUp } from "../contenders/level-up.ts";
import type { ScratchDatabase } from "../lib/databases.ts";
import { insertTokens, insertUsers, withoutIndexes } from "../lib/rows-of-a-size.ts";
import type { Figure, Measured } from "../report/finding.ts";
import type { Row } from "./row.ts";

const worker = fileURLToPath(new URL("../workers/lookups.ts", import.meta.url));
const tokensPerUser = 5;

async function measure(bench: Bench): Promise<Measured> {
  const lookups = bench.quick ? 200 : 4000;
  const sizes = await Promise.all([prepare(bench, 1000), prepare(bench, bench.quick ? 20_000 : 1_000_000)]);
  const about = sizes.map(({ database, users, tokens }) => ({ url: database.url, users, tokens }));
  await alternate(bench, [null], async () => {
    const command = [process.execPath, "--disable-warning=ExperimentalWarning", worker];
    const output = await bench.processes.output([...command, `${lookups}`, JSON.stringify(about)], {
      timeoutMs: 180_000,
    });
    const seen = JSON.parse(output) as { tokenChecks: number[]; loginQueries: number[] };
    for (const [index, { tokenCheck, loginQuery }] of sizes.entries()) {
      tokenCheck.values.push(seen.tokenChecks[index] ?? Number.NaN);
      loginQuery.values.push(seen.loginQueries[index] ?? Number.NaN);
    }
  });
  for (const { database } of sizes) await database.drop();

  const [small, large] = sizes;
  return {
    findings: [
      {
        what: "token check, p50",
        ours: large.tokenCheck,
        beside: small.tokenCheck,
        target: { of: "ratio", atMost: 1.3 },
      },
      {
        what: "login query, p50",
        ours: large.loginQuery,
        beside: small.loginQuery,
        target: { of: "ratio", atMost: 1.3 },
      },
    ],
  };
}

type Size = { database: ScratchDatabase; users: number; tokens: number; tokenCheck: Figure; loginQuery: Figure };

async function prepare(bench: Bench, users: number): Promise<Size> {
  const database = await bench.databases.create();
  // A start migrates the database.
  await (await startLevelUp(bench, database.url)).stop();
  const tokens = users * tokensPerUser;
  const startedAt = performance.now();
  await withoutIndexes(database, async () => {
    await insertUsers(database, users);
    await insertTokens(database, { tokens, users });
  });
  const name = `${users.toLocaleString("en-US")} users, ${tokens.toLocaleString("en-US")} tokens`;
  bench.say(`${name}: made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  const figure = (): Figure => ({ name, unit: "µs", values: [] });
  return { database, users, tokens, tokenCheck: figure(), loginQuery: figure() };
}

export const size: Row = {
  name: "size",
  about: "token check and login query among 1,000,000 users, beside 1,000",
  maxSeconds: 180,
  measure,
};

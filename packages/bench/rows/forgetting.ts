import { randomBytes } from "node:crypto";
import { Agent, get } from "node:http";
import { alternate, type Bench } from "../bench.ts";
import { prepareAccounts, startLevelUp } from "../contenders/level-up.ts";
import type { ScratchDatabase } from "../lib/databases.ts";
import { quantile } from "../lib/statistics.ts";
import type { Measured } from "../report/finding.ts";
import type { Row } from "./row.ts";

/** The first call looks the token up, the second finds it remembered. */
const callsBefore = 3;

/**
 * A process remembers a token that is then ended elsewhere. The time counts from the commit, as whoever ended it learns
 * of it, until the process has refused the token.
 */
async function measure(bench: Bench): Promise<Measured> {
  const count = bench.quick ? 20 : 200;
  const database = await bench.databases.create();
  const server = await startLevelUp(bench, database.url);
  await prepareAccounts(server.url, database);
  const url = `${server.url}/trpc/account.me`;
  const agent = new Agent({ keepAlive: true });
  const p99: number[] = [];
  await alternate(bench, [null], async () => {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const key = await insertToken(database);
      for (let call = 0; call < callsBefore; call += 1) {
        if ((await statusOf(url, key, agent)) !== 200) throw new Error("a token that is good was refused");
      }
      await database.query("delete from tokens where digest = sha256($1::bytea)", [key]);
      const committedAt = performance.now();
      while ((await statusOf(url, key, agent)) === 200);
      times.push(performance.now() - committedAt);
    }
    p99.push(quantile(times, 0.99));
  });
  agent.destroy();
  await server.stop();
  await database.drop();
  return {
    findings: [
      {
        what: "from the commit that ends a token to its refusal by another process: p99",
        ours: { name: "Level Up", unit: "ms", values: p99 },
        target: { of: "ours", atMost: 50 },
      },
    ],
  };
}

async function insertToken(database: ScratchDatabase): Promise<string> {
  const key = randomBytes(20).toString("hex");
  await database.query(
    `insert into tokens (digest, user_id, created_at, last_used_at, expires_at, hard_expires_at)
     select sha256($1::bytea), min(id), now(), now(), now() + interval '1 day', now() + interval '1 day' from users`,
    [key],
  );
  return key;
}

function statusOf(url: string, token: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    }).once("error", reject);
  });
}

export const forgetting: Row = {
  name: "forgetting",
  about: "how soon a process refuses a token that was ended elsewhere",
  enoughSeconds: 40,
  measure,
};

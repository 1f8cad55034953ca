import { alternate, type Bench } from "../bench.ts";
import { accountMe, prepareAccounts, startLevelUp } from "../contenders/level-up.ts";
import { residentMegabytes } from "../lib/proc.ts";
import { djangoKey, insertTokens } from "../lib/rows-of-a-size.ts";
import { runPlan } from "../load/run-plan.ts";
import type { Figure, Measured } from "../report/finding.ts";
import type { Row } from "./row.ts";

const clients = 16;
/** Many, so that anything that is kept for each token shows. */
const tokens = 20_000;
/** A round makes as many calls as a whole other row. */
const mostRounds = 2;

async function measure(bench: Bench): Promise<Measured> {
  const [early, late] = bench.quick ? [2000, 20_000] : [20_000, 200_000];
  const calls = Array.from({ length: tokens }, (_, index) => accountMe(djangoKey(index + 1)));
  const before: Figure = { name: `after ${early.toLocaleString("en-US")} calls`, unit: "MB", values: [] };
  const after: Figure = { name: `after ${late.toLocaleString("en-US")} calls`, unit: "MB", values: [] };

  await alternate({ ...bench, rounds: Math.min(mostRounds, bench.rounds) }, [null], async () => {
    const database = await bench.databases.create();
    const server = await startLevelUp(bench, database.url, { cores: "0" });
    await prepareAccounts(server.url, database);
    await insertTokens(database, { tokens, users: 64 });
    const { url } = server;
    const call = async (requests: number, figure: Figure) => {
      const plan = { url, calls, pace: { clients }, until: { requests }, timeoutMs: 10_000 };
      const { errors } = await runPlan(bench, plan, { cores: "1" });
      if (errors > 0) throw new Error(`${errors} of ${requests} calls failed`);
      figure.values.push(residentMegabytes(server.pid) ?? Number.NaN);
    };
    await call(early, before);
    await call(late - early, after);
    await server.stop();
    await database.drop();
  });
  return {
    findings: [
      {
        what: `memory, with ${tokens.toLocaleString("en-US")} tokens in use`,
        ours: after,
        beside: before,
        target: { of: "ratio", atMost: 1.15 },
      },
      { what: "the same", ours: after, target: { of: "ours", atMost: 180 } },
    ],
    notes: [
      "Memory is what the process has in RAM, with garbage in it. The service starts with `--initial-old-space-size=64` and `--heap-growing-percent=50`: without them V8 collects the old generation for the first time at hundreds of MB on a machine with much memory, and after that at anything between 1.3 and 4 times what was alive, by how busy the process is.",
    ],
  };
}

export const memory: Row = {
  name: "memory",
  about: "memory after 200,000 authenticated calls",
  maxSeconds: 140,
  measure,
};

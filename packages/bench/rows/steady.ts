import { setTimeout as wait } from "node:timers/promises";
import { alternate, type Bench } from "../bench.ts";
import { betterAuth } from "../contenders/better-auth.ts";
import { type Contender, type ContenderServer, checkLogins } from "../contenders/contender.ts";
import { drfTwoWorkers } from "../contenders/drf.ts";
import { levelUp } from "../contenders/level-up.ts";
import { median, quantile } from "../lib/statistics.ts";
import { runPlan } from "../load/run-plan.ts";
import type { Measured } from "../report/finding.ts";
import { spread } from "../report/numbers.ts";
import type { Row } from "./row.ts";

const perSecond = 200;
const clients = 64;
/** The logins begin this long before the calls and end this long after, so that their generator has started by then. */
const aroundSeconds = 2;
/** A client gives up after this. */
const timeoutMs = 10_000;

type Series = { name: string; p50: number[]; p99: number[]; errors: number[]; loginErrors: number; logins: number[] };

async function measure(bench: Bench): Promise<Measured> {
  const seconds = bench.quick ? 2 : 7;
  const running: { series: Series; server: ContenderServer }[] = [];
  for (const contender of bench.installed([levelUp, betterAuth, drfTwoWorkers])) {
    const server = await contender.start(bench);
    await checkLogins(server);
    running.push({ series: emptySeries(contender), server });
  }
  await alternate(bench, running, async ({ series, server }) => {
    const { url, authenticatedCall, logins } = server;
    const flood = runPlan(bench, {
      url,
      calls: logins ?? [],
      pace: { clients },
      until: { seconds: seconds + 2 * aroundSeconds },
      timeoutMs: timeoutMs * 3,
    });
    await wait(aroundSeconds * 1000);
    const pace = { perSecond };
    const { latencies, errors } = await runPlan(bench, {
      url,
      calls: [authenticatedCall],
      pace,
      until: { seconds },
      timeoutMs,
    });
    const flooded = await flood;
    const times = [...latencies, ...Array<number>(errors).fill(timeoutMs)];
    series.p50.push(quantile(times, 0.5));
    series.p99.push(quantile(times, 0.99));
    series.errors.push(errors);
    series.loginErrors += flooded.errors;
    series.logins.push(flooded.latencies.length / flooded.seconds);
  });
  for (const { server } of running) await server.stop();

  const all = running.map(({ series }) => series);
  const ours = all.find(({ name }) => name === levelUp.name);
  if (ours === undefined) throw new Error("Level Up was not measured");
  const title = `\`account.me\` at ${perSecond} a second while ${clients} clients log in`;
  return {
    findings: [
      {
        what: `${title}: p99`,
        ours: { name: ours.name, unit: "ms", values: ours.p99 },
        target: { of: "ours", atMost: 25 },
      },
      {
        what: "the same: errors",
        ours: { name: ours.name, unit: "errors", values: ours.errors },
        target: { of: "ours", atMost: 0 },
      },
    ],
    details: [
      {
        title: `An authenticated call at ${perSecond} a second while ${clients} clients log in without pause`,
        head: ["", "p50 ms", "p99 ms", "errors a round", "logins/s", "logins that failed"],
        rows: all.map((one) => [
          one.name,
          spread(one.p50),
          spread(one.p99),
          spread(one.errors),
          spread(one.logins),
          `${one.loginErrors}`,
        ]),
      },
    ],
    notes: ["A call's time counts from when it was due. One that got no answer within 10 s counts as 10 s."],
    bars: [
      {
        title: `p99 of a call while ${clients} clients log in`,
        unit: " ms",
        bars: all.map((one) => ({ name: one.name, value: median(one.p99), ours: one === ours })),
      },
    ],
  };
}

function emptySeries({ name }: Contender): Series {
  return { name, p50: [], p99: [], errors: [], loginErrors: 0, logins: [] };
}

export const steady: Row = {
  name: "steady",
  about: "how long account.me takes while 64 clients log in, beside the peers",
  maxSeconds: 220,
  measure,
};

import { alternate, type Bench } from "../bench.ts";
import { bareFastify } from "../contenders/bare-fastify.ts";
import { bareTrpc } from "../contenders/bare-trpc.ts";
import { betterAuth } from "../contenders/better-auth.ts";
import type { Contender, ContenderServer } from "../contenders/contender.ts";
import { drfOneWorker, drfTwoWorkers } from "../contenders/drf.ts";
import { levelUp } from "../contenders/level-up.ts";
import { cpuSeconds } from "../lib/proc.ts";
import { median } from "../lib/statistics.ts";
import { generatorName, throughput } from "../load/throughput.ts";
import type { Finding, Measured, Target } from "../report/finding.ts";
import { spread } from "../report/numbers.ts";
import type { Row } from "./row.ts";

const serverCore = "0";
const generatorCore = "1";
const connections = 16;

type Series = {
  contender: Contender;
  perSecond: number[];
  p50: number[];
  p99: number[];
  cpu: number[];
  generator: number[];
  errors: number;
};

/** How many calls a second Level Up is to answer, as a multiple of another contender's. */
const targets: [contender: Contender, atLeast: number][] = [
  [bareFastify, 0.75],
  [bareTrpc, 1.25],
  [betterAuth, 14],
  [drfOneWorker, 10],
];

async function measure(bench: Bench): Promise<Measured> {
  const seconds = bench.quick ? 1 : 4;
  const series: Series[] = [];
  const servers = new Map<Series, ContenderServer>();
  const all = [levelUp, bareFastify, bareTrpc, betterAuth, drfOneWorker, drfTwoWorkers];
  for (const contender of bench.installed(all)) {
    const one: Series = { contender, perSecond: [], p50: [], p99: [], cpu: [], generator: [], errors: 0 };
    const server = await contender.start(bench, { cores: serverCore });
    // Warm up, until V8 has compiled the hot functions.
    await throughput(bench, server, { connections, seconds: bench.quick ? 1 : 3, cores: generatorCore });
    series.push(one);
    servers.set(one, server);
  }

  await alternate(bench, series, async (one) => {
    const server = servers.get(one);
    if (server === undefined) return;
    const cpuBefore = cpuSeconds(server.pid);
    const seen = await throughput(bench, server, { connections, seconds, cores: generatorCore });
    const cpuAfter = cpuSeconds(server.pid);
    one.perSecond.push(seen.perSecond);
    one.p50.push(seen.p50);
    one.p99.push(seen.p99);
    one.generator.push(seen.generatorCores);
    one.errors += seen.errors;
    if (cpuBefore !== null && cpuAfter !== null) {
      one.cpu.push(((cpuAfter - cpuBefore) * 1e6) / (seen.perSecond * seconds));
    }
  });
  for (const server of servers.values()) await server.stop();
  return { findings: findings(series), details: [detail(series)], bars: [bars(series)] };
}

function findings(series: Series[]): Finding[] {
  const figure = (contender: Contender) => {
    const values = series.find((one) => one.contender === contender)?.perSecond;
    return values === undefined ? undefined : { name: contender.name, unit: "calls/s", values };
  };
  const ours = figure(levelUp);
  return targets.flatMap(([contender, atLeast]) => {
    const beside = figure(contender);
    const target: Target = { of: "ratio", atLeast };
    return ours === undefined || beside === undefined ? [] : [{ what: "an authenticated call", ours, beside, target }];
  });
}

function detail(series: Series[]) {
  return {
    title: `An authenticated call, ${connections} connections, load by ${generatorName}`,
    head: ["", "calls/s", "p50 ms", "p99 ms", "server's CPU a call, µs", "generator, of a core", "errors"],
    rows: series.map((one) => [
      one.contender.name,
      spread(one.perSecond),
      spread(one.p50),
      spread(one.p99),
      spread(one.cpu),
      spread(one.generator),
      String(one.errors),
    ]),
  };
}

function bars(series: Series[]) {
  return {
    title: "Authenticated calls a second, one process",
    unit: "/s",
    bars: series.map((one) => ({
      name: one.contender.name,
      value: median(one.perSecond),
      ours: one.contender === levelUp,
    })),
  };
}

export const authenticated: Row = {
  name: "authenticated",
  about: "authenticated calls a second, beside bare Fastify, bare tRPC, better-auth and DRF",
  maxSeconds: 200,
  measure,
};

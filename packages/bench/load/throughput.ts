import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Bench } from "../bench.ts";
import type { Call, ContenderServer } from "../contenders/contender.ts";
import type { Cores } from "../lib/processes.ts";

/** What a server answered to many connections. */
export type Throughput = {
  perSecond: number;
  p50: number;
  p99: number;
  errors: number;
  /** How much of a core the load generator used: near 1, it was the limit. */
  generatorCores: number;
};

const report = fileURLToPath(new URL("wrk-report.lua", import.meta.url));
const autocannon = fileURLToPath(import.meta.resolve("autocannon"));
const hasWrk = spawnSync("wrk", ["-v"]).error === undefined;

export const generatorName = hasWrk ? "wrk" : "autocannon";

const extraMs = 20_000;

/** Calls a server from a process of its own, over several connections with one request at a time each. */
export async function throughput(
  { processes }: Bench,
  { url, authenticatedCall }: Pick<ContenderServer, "url" | "authenticatedCall">,
  { connections = 16, seconds, cores = null }: { connections?: number; seconds: number; cores?: Cores },
): Promise<Throughput> {
  const generator = hasWrk
    ? wrk(authenticatedCall, connections, seconds)
    : cannon(authenticatedCall, connections, seconds);
  // The shell prints at the end how much CPU its child has used.
  const timed = ["sh", "-c", '"$@" && times', "sh", ...generator, url + authenticatedCall.path];
  const output = await processes.output(timed, { cores, timeoutMs: seconds * 1000 + extraMs });
  const lines = output.trimEnd().split("\n");
  const [result] = lines.filter((line) => line.startsWith("{")).map(hasWrk ? readWrk : readCannon);
  if (result === undefined) throw new Error(`${generatorName} printed no result: ${output}`);
  return { ...result, generatorCores: readTimes(lines.at(-1) ?? "") / seconds };
}

function wrk(call: Call, connections: number, seconds: number): string[] {
  const headers = Object.entries(call.headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  return ["wrk", "-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", report, ...headers];
}

function cannon(call: Call, connections: number, seconds: number): string[] {
  const headers = Object.entries(call.headers).flatMap(([name, value]) => ["-H", `${name}=${value}`]);
  return [process.execPath, autocannon, "-j", "-c", `${connections}`, "-d", `${seconds}`, ...headers];
}

type Result = Omit<Throughput, "generatorCores">;

function readWrk(line: string): Result {
  const { requests, seconds, ...rest } = JSON.parse(line) as Omit<Result, "perSecond"> & Record<string, number>;
  return { ...rest, perSecond: Number(requests) / Number(seconds) };
}

function readCannon(line: string): Result {
  const { latency, requests, duration, errors, non2xx } = JSON.parse(line) as {
    latency: { p50: number; p99: number };
    requests: { total: number };
    duration: number;
    errors: number;
    non2xx: number;
  };
  return { perSecond: requests.total / duration, p50: latency.p50, p99: latency.p99, errors: errors + non2xx };
}

/** The shell's `times` of its children: "0m1.250s 0m0.500s". */
function readTimes(line: string): number {
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

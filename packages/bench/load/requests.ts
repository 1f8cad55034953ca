/**
 * A load generator in a process of its own, for what wrk and autocannon do not do: a steady pace at which a request's
 * time counts from when it was due, so that a server that stalls cannot hide it (coordinated omission), and exact
 * numbers of requests. A plan comes on standard input, the result goes to standard output.
 */
import { Agent, request } from "node:http";
import { setPriority } from "node:os";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import type { Plan, PlanResult } from "./plan.ts";

const plan = JSON.parse(await text(process.stdin)) as Plan;
const { calls, pace, until, timeoutMs } = plan;

try {
  // On a machine of its own it would not wait behind the server's hashing.
  setPriority(-10);
} catch {
  // Only root may.
}

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const result: PlanResult = { latencies: [], errors: 0, seconds: 0 };
let count = 0;

/** Makes the next call; its time counts from `dueAt`. */
function next(dueAt: number): Promise<void> {
  const call = calls[count % calls.length];
  count += 1;
  if (call === undefined) throw new Error("a plan without calls");
  const { method, path, headers, body } = call;
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve) => {
    let isOver = false;
    const end = (isAnswered: boolean) => {
      if (isOver) return;
      isOver = true;
      if (isAnswered) result.latencies.push(performance.now() - dueAt);
      else result.errors += 1;
      resolve();
    };
    const sent = request(plan.url + path, { method, agent, headers: { ...headers, ...length } }, (response) => {
      response.resume();
      response.on("close", () => end(response.complete && response.statusCode === 200));
    });
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error("no answer in time")));
    sent.on("error", () => end(false));
    sent.end(body);
  });
}

const startedAt = performance.now();
const over = () =>
  "seconds" in until ? performance.now() - startedAt >= until.seconds * 1000 : count >= until.requests;

async function steadily(perSecond: number): Promise<void> {
  const underWay: Promise<void>[] = [];
  while (!over()) {
    const dueAt = startedAt + (count * 1000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await wait(early);
    underWay.push(next(dueAt));
  }
  await Promise.all(underWay);
}

async function client(): Promise<void> {
  while (!over()) await next(performance.now());
}

if ("perSecond" in pace) await steadily(pace.perSecond);
else await Promise.all(Array.from({ length: pace.clients }, client));
result.seconds = (performance.now() - startedAt) / 1000;
agent.destroy();
process.stdout.write(JSON.stringify(result));

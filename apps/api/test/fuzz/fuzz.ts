import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type FuzzRequest, fuzzRequest, tokenPlaceholder } from "@levelup/test-support/fuzz-requests.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import fc from "fast-check";
import pino from "pino";

export type FuzzReport = {
  requests: number;
  /** How often each status was answered. */
  statuses: Record<number, number>;
  /** Memory in use when the fuzzer was warm, and at the end, in MB. */
  heapMb: { warm: number; end: number };
};

/** After so many the code is compiled, the pools are full, and memory should stay where it is. */
const warmAfter = 0.2;

/**
 * Sends made-up requests to a whole app, and those that get an error a second time. Throws at the first one, shrunk, that
 * causes a status of 500 or more, a crash, or another answer the second time.
 */
export async function fuzz({ runs, seed }: { runs: number; seed: number }): Promise<FuzzReport> {
  await using app = await createTestApp({ log: pino({ level: "silent" }) });
  const statuses: FuzzReport["statuses"] = {};
  let requests = 0;
  let warm = 0;
  let token = (await app.gamer()).token;

  async function send(request: FuzzRequest): Promise<{ status: number; text: string }> {
    const { statusCode, payload } = await app.app.http.inject({
      method: request.method,
      url: request.url,
      headers: withToken(request.headers, token),
      ...(request.body === undefined ? {} : { payload: request.body }),
    });
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
    requests += 1;
    if (requests === Math.ceil(runs * warmAfter)) warm = heapMb();
    return { status: statusCode, text: payload.replace(/"requestId":"[^"]*"/g, "") };
  }

  /** A request that ended the gamer's token leaves the next ones another. */
  async function replaceIfDead({ url }: FuzzRequest, status: number): Promise<void> {
    if (status >= 400 || !/logout|changePassword|revoke/.test(url)) return;
    const alive = await app.app.services.tokens.verify(token).catch(() => null);
    if (alive === null) token = (await app.gamer()).token;
  }

  const property = fc.asyncProperty(fuzzRequest, async (request) => {
    const first = await send(request);
    if (first.status >= 500) throw new Error(`answered ${first.status}: ${first.text}`);
    await replaceIfDead(request, first.status);
    // What succeeded may have changed what the next answer says.
    if (first.status < 400) return;
    const second = await send(request);
    if (first.status !== second.status || first.text !== second.text) {
      throw new Error(`answered ${first.status} ${first.text}, then ${second.status} ${second.text}`);
    }
  });
  await fc.assert(property, { numRuns: runs, seed });
  if (Object.hasOwn(Object.prototype, "polluted")) throw new Error("a prototype was polluted");
  return { requests, statuses, heapMb: { warm, end: heapMb() } };
}

function withToken(headers: Record<string, string>, token: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(tokenPlaceholder, token)]),
  );
}

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

function heapMb(): number {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

import { createWire, type Wire } from "@levelup/test-support/wire.ts";
import { afterEach, expect, test, vi } from "vitest";

const maxEventLoopDelayMs = 60_000;
/** A timer later than this is too late: the loop is sampled four times within the delay. */
const tooLateMs = 1.25 * maxEventLoopDelayMs + 1;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A server whose time and work a test can move on. No timer fires before `runTimers()`. */
async function createBusyWire() {
  let passedMs = 0;
  let workedMs = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + passedMs);
  vi.spyOn(process, "threadCpuUsage").mockImplementation(() => ({ user: workedMs * 1000, system: 0 }));
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const wire = await createWire({ settings: { http: { maxEventLoopDelayMs } } });
  return {
    wire,
    /** Time passes for which the event loop does not get to its timers, and this thread works for a part of it. */
    block(ms: number, share: number) {
      passedMs += ms;
      workedMs += ms * share;
    },
    runTimers: () => vi.runOnlyPendingTimers(),
    [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
  };
}

async function statusesOf({ app }: Wire): Promise<number[]> {
  const paths = ["/trpc/account.me", "/nowhere", "/healthz", "/readyz"];
  return Promise.all(paths.map(async (path) => (await app.app.http.inject(path)).statusCode));
}
const served = [401, 404, 200, 200];
const overloaded = [503, 503, 200, 200];

test("E11: calls that block the event loop are refused with OVERLOADED, and probes are answered", async () => {
  await using busy = await createBusyWire();
  const { wire } = busy;
  expect(await statusesOf(wire)).toEqual(served);

  // No timer fires while the loop is blocked, ...
  busy.block(2 * maxEventLoopDelayMs, 1);
  const call = await wire.app.app.http.inject("/trpc/account.me");
  expect(call.headers["retry-after"]).toBe("1");
  expect(call.json().error.data.code).toBe("OVERLOADED");
  expect(await statusesOf(wire)).toEqual(overloaded);
  // ... and those that fire then are late, as are the calls that wait with them.
  busy.runTimers();
  expect(await statusesOf(wire)).toEqual(overloaded);
  busy.runTimers();
  expect(await statusesOf(wire)).toEqual(served);
});

test("E11: a thread that shares its core is refused calls for too, once its loop is blocked", async () => {
  await using busy = await createBusyWire();

  busy.block(tooLateMs, 0.3);

  expect(await statusesOf(busy.wire)).toEqual(overloaded);
});

test("a delay that is not too long refuses nothing", async () => {
  await using busy = await createBusyWire();

  busy.block(maxEventLoopDelayMs, 1);

  expect(await statusesOf(busy.wire)).toEqual(served);
});

test.each([
  ["at rest", 0],
  ["at work", 0.2],
])("R13: a process that was paused %s serves every call once it runs again", async (_how, share) => {
  await using busy = await createBusyWire();

  busy.block(tooLateMs, share);
  const before = await statusesOf(busy.wire);
  busy.runTimers();

  expect([before, await statusesOf(busy.wire)]).toEqual([served, served]);
});

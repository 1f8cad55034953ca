import { once } from "node:events";
import { connect } from "node:net";
import { createWire } from "@levelup/test-support/wire.ts";
import { expect, test, vi } from "vitest";

/** No other timer has this length. */
const refusalDelayMs = 543_210;

/** Timers of the delay, which end when the test says so. */
function holdRefusals() {
  const held: (() => void)[] = [];
  const start = globalThis.setTimeout;
  const hold = (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    if (ms === refusalDelayMs) held.push(() => run(...args));
    else return start(run, ms, ...args);
  };
  vi.spyOn(globalThis, "setTimeout").mockImplementation(hold as typeof setTimeout);
  return {
    count: () => held.length,
    release() {
      for (const run of held.splice(0)) run();
    },
  };
}

const single = { burst: 1, perHour: 1 };
/** A login over tRPC: alone, and as a batch of one. */
const urls = ["/trpc/auth.login", "/trpc/auth.login?batch=1"];

test.each(urls)("R2: a refusal of %s is answered late, and all else at once", async (url) => {
  await using wire = await createWire({
    settings: { http: { refusalDelayMs }, throttle: { limits: { accountAddress: single } } },
  });
  const refusals = holdRefusals();
  const guess = { username: "grace", password: "a guess" };
  const send = () =>
    wire.request(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.7" },
      body: JSON.stringify(url.endsWith("batch=1") ? { 0: guess } : guess),
    });
  expect((await send()).status).toBe(200);

  let isAnswered = false;
  const refused = send().finally(() => {
    isAnswered = true;
  });
  await expect.poll(refusals.count).toBe(1);
  const paths = ["/trpc/account.me", "/trpc/nowhere", "/healthz"];
  const others = await Promise.all(paths.map((path) => wire.request(path, {})));
  expect(others.map(({ status }) => status)).toEqual([401, 404, 200]);
  expect(isAnswered).toBe(false);

  refusals.release();
  const answer = await refused;
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(answer.text).toContain('"code":"RATE_LIMITED"');
});

test("R6: a batch with one refused call is answered late, whatever the others", async () => {
  await using wire = await createWire({
    settings: { http: { refusalDelayMs }, throttle: { limits: { accountChange: single } } },
  });
  const { token } = await wire.app.gamer();
  const refusals = holdRefusals();
  const update = (bio: string) =>
    wire.request("/trpc/account.update,tokens.revokeOthers?batch=1", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Token ${token}` },
      body: JSON.stringify({ 0: { bio } }),
    });
  expect((await update("one")).status).toBe(200);

  const refused = update("two");
  await expect.poll(refusals.count).toBe(1);
  refusals.release();

  const answer = await refused;
  expect(JSON.parse(answer.text)).toMatchObject([
    { error: { data: { code: "RATE_LIMITED" } } },
    { result: { data: { revoked: 0 } } },
  ]);
});

test("R12: a call on one connection too many is refused late, and its probes are answered at once", async () => {
  const settings = { http: { refusalDelayMs, trustProxy: [], maxConnections: 1 } };
  await using wire = await createWire({ settings });
  const refusals = holdRefusals();
  const open = connect({ host: "127.0.0.1", port: Number(new URL(wire.url).port) });
  await once(open, "connect");

  const refused = wire.request("/trpc/account.me", {});
  await expect.poll(refusals.count).toBe(1);
  expect((await wire.request("/healthz", {})).status).toBe(200);

  refusals.release();
  expect((await refused).error?.code).toBe("OVERLOADED");
  open.destroy();
});

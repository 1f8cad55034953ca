import {
  type Answer,
  addressNumber,
  atOnce,
  createWire,
  inTurn,
  statuses,
  tokenOf,
} from "@levelup/test-support/wire.ts";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a flood", () => {
  test("E11: of 500 logins fills a bounded line; the rest is OVERLOADED before the first hash is done, and others go on", async () => {
    await using wire = await createWire({ settings: { passwords: { hashConcurrency: 2, hashQueueLimit: 18 } } });
    const { data } = await wire.register();
    const hashing = Promise.withResolvers<void>();
    const compare = bcrypt.hash;
    vi.spyOn(bcrypt, "hash").mockImplementation(async (...args: Parameters<typeof compare>) => {
      await hashing.promise;
      return compare(...args);
    });
    const refused = Promise.withResolvers<void>();
    const answered: Answer[] = [];

    const flood = atOnce(500, async (index) => {
      const answer = await wire.login(`gamer-${index}`, "a guess", { address: addressNumber(index) });
      if (answered.push(answer) === 480) refused.resolve();
    });
    await refused.promise;
    const before = [...answered];
    const others = await inTurn(10, () => wire.get("account.me", { token: tokenOf(data) }));
    hashing.resolve();
    await flood;

    expect(statuses(before)).toEqual({ 503: 480 });
    for (const { error, headers } of before) {
      expect(error?.code).toBe("OVERLOADED");
      expect(headers.get("retry-after")).toBe("1");
    }
    expect(statuses(others)).toEqual({ 200: 10 });
    expect(statuses(answered)).toEqual({ 200: 20, 503: 480 });
  });

  test("E11: beyond the line is turned away before anything of it is counted or written", async () => {
    await using wire = await createWire({ settings: { passwords: { hashConcurrency: 2, hashQueueLimit: 4 } } });
    const hashing = Promise.withResolvers<void>();
    const hash = bcrypt.hash;
    vi.spyOn(bcrypt, "hash").mockImplementation(async (...args: Parameters<typeof hash>) => {
      await hashing.promise;
      return hash(...args);
    });
    const login = (index: number) => wire.login(`gamer-${index}`, "a guess", { address: addressNumber(index) });
    const stored = async () => {
      const em = wire.app.app.database.fork();
      return [await em.execute("select * from attempts order by key"), await em.execute("select * from audit_events")];
    };
    const refused = Promise.withResolvers<void>();
    const answered: Answer[] = [];
    const line = atOnce(7, async (index) => {
      if (answered.push(await login(index)) === 1) refused.resolve();
    });
    await refused.promise;
    // The six that were admitted are counted: each by account, address, and account and address; all in one together.
    await expect.poll(async () => (await stored())[0]).toHaveLength(6 * 3 + 1);
    const before = await stored();

    const beyond = await inTurn(20, (index) => login(100 + index));
    const after = await stored();
    hashing.resolve();
    await line;

    expect(statuses(beyond)).toEqual({ 503: 20 });
    expect(after).toEqual(before);
    expect(statuses(answered)).toEqual({ 200: 6, 503: 1 });
  });

  test("E11: that holds up the event loop is turned away with OVERLOADED, and probes still have their answer", async () => {
    let heldUpMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + heldUpMs);
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const maxEventLoopDelayMs = 60_000;
    await using wire = await createWire({ settings: { http: { maxEventLoopDelayMs } } });
    const { http } = wire.app.app;
    const answers = async () => {
      const paths = ["/trpc/account.me", "/nowhere", "/healthz", "/readyz"];
      return Promise.all(paths.map(async (path) => (await http.inject(path)).statusCode));
    };
    expect(await answers()).toEqual([401, 404, 200, 200]);

    // No timer has its turn while the loop is held up, ...
    heldUpMs = 2 * maxEventLoopDelayMs;
    const call = await http.inject("/trpc/account.me");
    expect(call.headers["retry-after"]).toBe("1");
    expect(call.json().error.data.code).toBe("OVERLOADED");
    expect(await answers()).toEqual([503, 503, 200, 200]);
    // ... and those that have it then are late, as are the calls that wait with them.
    vi.runOnlyPendingTimers();
    expect(await answers()).toEqual([503, 503, 200, 200]);
    vi.runOnlyPendingTimers();
    expect(await answers()).toEqual([401, 404, 200, 200]);
  });
});

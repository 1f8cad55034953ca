import { outcomes } from "@levelup/test-support/support.ts";
import {
  type Answer,
  addressNumber,
  atOnce,
  createWire,
  goodPassword,
  inTurn,
  statuses,
  tokenOf,
} from "@levelup/test-support/wire.ts";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";

afterEach(() => vi.restoreAllMocks());

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

  test("E11: beyond the line is turned away before it has cost a query", async () => {
    await using wire = await createWire({ settings: { passwords: { hashConcurrency: 2, hashQueueLimit: 4 } } });
    const hashing = Promise.withResolvers<void>();
    const hash = bcrypt.hash;
    const hashes = vi.spyOn(bcrypt, "hash").mockImplementation(async (...args: Parameters<typeof hash>) => {
      await hashing.promise;
      return hash(...args);
    });
    const login = (index: number) => wire.login(`gamer-${index}`, "a guess", { address: addressNumber(index) });
    const em = wire.app.app.database.fork();
    const line = atOnce(6, login);
    await expect.poll(() => hashes.mock.calls.length).toBe(2);
    await expect.poll(() => em.execute("select 1 from attempts")).toHaveLength(6 * 3 + 1);

    // Without the tables any query fails.
    for (const table of ["users", "attempts"]) await em.execute(`alter table ${table} rename to ${table}_no_more`);
    const beyond = await inTurn(20, (index) => login(100 + index));
    for (const table of ["users", "attempts"]) await em.execute(`alter table ${table}_no_more rename to ${table}`);
    hashing.resolve();

    expect(beyond.map(({ error }) => error?.code)).toEqual(Array(20).fill("OVERLOADED"));
    expect(statuses(await line)).toEqual({ 200: 6 });
  });

  test("R1: of logins that the counters refuse takes no place in the line: others get in, from new devices too", async () => {
    const limits = { account: { burst: 3, perHour: 1 } };
    const passwords = { hashConcurrency: 1, hashQueueLimit: 1 };
    await using app = await createTestApp({ settings: { passwords, throttle: { limits } } });
    await app.gamer({ username: "ada", password: goodPassword });
    const login = (username: string, password: string, address: string) => {
      const request = { requestId: "1", address, userAgent: null };
      return app.app.services.accounts.login({ username, password }, request);
    };
    await inTurn(3, () => login("nobody", "a guess", "192.0.2.1"));

    const calls = await app.app.database.fork().transactional(async (em) => {
      await em.execute("lock table attempts");
      const flood = Array.from({ length: 40 }, () => login("nobody", "a guess", "192.0.2.1"));
      return { flood, honest: login("ada", goodPassword, "192.0.2.7") };
    });

    expect(await outcomes(calls.flood)).toEqual({ RATE_LIMITED: 40 });
    expect(await calls.honest).toMatchObject({ valid: true });
  });

  test("R2: of right logins to one account, from eight known devices, leaves room for known devices of others", async () => {
    await using wire = await createWire({ settings: { passwords: { hashConcurrency: 2, hashQueueLimit: 16 } } });
    const { data } = await wire.register({ username: "ada" });
    const { deviceId } = data as { deviceId: string };
    await wire.register({ username: "mallory" });
    const devices = await inTurn(8, async () => {
      const login = await wire.login("mallory", goodPassword);
      return (login.data as { deviceId: string }).deviceId;
    });
    let going = true;
    const flood = atOnce(24, async (index) => {
      while (going) await wire.login("mallory", goodPassword, { deviceId: devices[index % 8] ?? "" });
    });

    const honest = await inTurn(10, () => wire.login("ada", goodPassword, { address: "192.0.2.7", deviceId }));
    going = false;
    await flood;

    expect(statuses(honest)).toEqual({ 200: 10 });
  });
});

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
    const refused = Promise.withResolvers<void>();
    const answered: Answer[] = [];

    const flood = await wire.app.app.database.fork().transactional(async (em) => {
      await em.execute("lock table users");
      const logins = atOnce(50, async (index) => {
        if (answered.push(await wire.login(`gamer-${index}`, "a guess")) === 44) refused.resolve();
      });
      await refused.promise;
      return { logins, before: [...answered] };
    });
    await flood.logins;

    expect(statuses(flood.before)).toEqual({ 503: 44 });
    expect(statuses(answered)).toEqual({ 200: 6, 503: 44 });
  });
});

import { describe, expect, test } from "vitest";
import { digestToken } from "../token-format.ts";
import type { VerifiedToken } from "../verified-token.ts";
import { createTokenCache, type FindOutcome, leaseMs, type TokenCache } from "./token-cache.ts";

const at = new Date("2030-01-01T00:00:00.000Z");

function verified(userId: number, { bio = "", expiresMs = at.getTime() + 1 } = {}): VerifiedToken {
  const account = {
    id: userId,
    username: "ada",
    email: "",
    firstName: "Ada",
    lastName: "Gamer",
    bio,
    dateJoined: at.toISOString(),
    lastLogin: null,
  };
  const actor = { userId, tokenId: 1, username: "ada", isStaff: false, isSuperuser: false, account };
  return { actor, expiresMs, usedMs: null };
}

/** A cache by a clock that stands still, with a lease from its moment on. */
function leasedCache({ size = 100 } = {}) {
  const clock = { ms: 1000 };
  const outcomes: FindOutcome[] = [];
  const cache = createTokenCache({ size }, { now: () => clock.ms, onFind: (outcome) => outcomes.push(outcome) });
  cache.isCurrentAsOf(clock.ms);
  return { cache, clock, outcomes };
}

function remember(cache: TokenCache, token: string, entry: VerifiedToken): void {
  cache.beginReading()(digestToken(token), entry);
}

function knows(cache: TokenCache, token: string): boolean {
  return cache.find(digestToken(token), at) !== null;
}

describe("the token cache", () => {
  test("finds what it remembers by the token alone", () => {
    const { cache, outcomes } = leasedCache();
    const entry = verified(1);
    remember(cache, "a", entry);

    expect([cache.find(digestToken("a"), at), cache.find(digestToken("b"), at)]).toEqual([entry, null]);
    expect(outcomes).toEqual(["hit", "miss"]);
  });

  test("D13: answers until its lease ends, to the millisecond, and again when it is renewed", () => {
    const { cache, clock, outcomes } = leasedCache();
    remember(cache, "a", verified(1));

    clock.ms += leaseMs - 1;
    const last = knows(cache, "a");
    clock.ms += 1;
    const after = [knows(cache, "a"), cache.isOn()];
    cache.isCurrentAsOf(clock.ms - leaseMs + 1);

    expect([last, after, knows(cache, "a")]).toEqual([true, [false, false], true]);
    expect(outcomes).toEqual(["hit", "off", "hit"]);
  });

  test("D13: is not current for longer when an older beat arrives late", () => {
    const { cache, clock } = leasedCache();
    cache.isCurrentAsOf(clock.ms - 2000);

    clock.ms += leaseMs - 1;
    expect(cache.isOn()).toBe(true);
  });

  test("D13: takes nothing in while it has no lease", () => {
    const { cache, clock } = leasedCache();
    clock.ms += leaseMs;
    remember(cache, "a", verified(1));
    cache.isCurrentAsOf(clock.ms);

    expect(knows(cache, "a")).toBe(false);
  });

  test.each<[string, (cache: TokenCache) => void]>([
    ["its user", (cache) => cache.forgetUser(1)],
    ["its token", (cache) => cache.forgetToken(digestToken("a"))],
    ["everything", (cache) => cache.forgetAll()],
    ["everything, and off and on again", turnOffAndOn],
  ])("D13: does not take in an answer that was asked for before it was told to forget %s", (_what, forget) => {
    const { cache } = leasedCache();

    const takeIn = cache.beginReading();
    forget(cache);
    takeIn(digestToken("a"), verified(1));
    const late = knows(cache, "a");
    remember(cache, "a", verified(1));

    expect([late, knows(cache, "a")]).toEqual([false, true]);
  });

  test("D13: forgets all tokens of a user, and nobody else's", () => {
    const { cache } = leasedCache();
    remember(cache, "a", verified(1));
    remember(cache, "b", verified(1));
    remember(cache, "c", verified(2));

    cache.forgetUser(1);

    expect(["a", "b", "c"].map((token) => knows(cache, token))).toEqual([false, false, true]);
    expect(cache.size()).toBe(1);
  });

  test("D13: is empty and off when it is turned off", () => {
    const { cache } = leasedCache();
    remember(cache, "a", verified(1));

    cache.turnOff();

    expect([cache.isOn(), cache.size(), knows(cache, "a")]).toEqual([false, 0, false]);
  });

  test("D3: finds no token from the moment of its expiry on", () => {
    const { cache } = leasedCache();
    remember(cache, "a", verified(1, { expiresMs: at.getTime() + 1 }));
    remember(cache, "b", verified(1, { expiresMs: at.getTime() }));

    expect([knows(cache, "a"), knows(cache, "b")]).toEqual([true, false]);
  });

  test("remembers a token for half a minute, however often it is used", () => {
    const { cache, clock } = leasedCache();
    remember(cache, "a", verified(1));
    const known: boolean[] = [];
    for (let seconds = 0; seconds <= 31; seconds += 1) {
      cache.isCurrentAsOf(clock.ms);
      known.push(knows(cache, "a"));
      clock.ms += 1000;
    }

    expect(known.lastIndexOf(true)).toBe(30);
  });

  test("holds so many tokens and no more, those that were used last, and long bios count", () => {
    const { cache } = leasedCache({ size: 3 });
    for (const token of ["a", "b", "c"]) remember(cache, token, verified(1));
    knows(cache, "a");

    remember(cache, "d", verified(2));
    const afterOne = ["a", "b", "c", "d"].map((token) => knows(cache, token));
    remember(cache, "e", verified(3, { bio: "x".repeat(1000) }));
    remember(cache, "f", verified(4, { bio: "x".repeat(10_000) }));

    expect(afterOne).toEqual([true, false, true, true]);
    expect([cache.size(), knows(cache, "e"), knows(cache, "f")]).toEqual([1, true, false]);
  });
});

function turnOffAndOn(cache: TokenCache): void {
  cache.turnOff();
  cache.isCurrentAsOf(1000);
}

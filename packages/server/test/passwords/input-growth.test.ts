import { bioSchema, isSafeText, limits, loginInput, usernameKey } from "@levelup/contract";
import { describe, expect, test } from "vitest";
import { brokenRule } from "../../src/passwords/policy.ts";

/** Linear work grows fourfold from n to 4n, quadratic work sixteenfold; the bound lies between. */
const growthBound = 9;
const rounds = 5;
const leastCpuMicros = 1500;

function cpuMicros(work: () => void, times: number): number {
  const start = process.cpuUsage();
  for (let time = 0; time < times; time += 1) work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** The least growth of some rounds, in CPU time after a warm-up, so that other work on the machine does not count. */
function growth(work: (text: string) => void, small: string, large: string): number {
  let times = 1;
  while (cpuMicros(() => work(small), times) < leastCpuMicros) times *= 2;
  cpuMicros(() => work(large), times);
  const ratios = Array.from({ length: rounds }, () => {
    const before = cpuMicros(() => work(small), times);
    return (
      cpuMicros(() => work(large), times) /
      Math.max(
        before,
        cpuMicros(() => work(small), times),
      )
    );
  });
  return Math.min(...ratios);
}

const texts = {
  letters: "a",
  "flags without a partner": "\u{1f1e6}",
  "joined emoji": "❤\u200d",
  "Persian with non-joiners": "می\u200c",
  "joiners alone": "\u200d",
  "black flags": "🏴",
  "tags behind flags": "🏴\u{e0067}",
  "marks in the wrong order": "\u0316\u0301",
  "ligatures that NFKC makes eighteen of": "\ufdfa",
  "addresses without an end": "a.",
};

/** The checks of the longest field, and what compares names, on far more than a field lets through. */
const checks: Record<string, { longest: number; work: (text: string) => void }> = {
  isSafeText: { longest: 40_000, work: isSafeText },
  "a bio": { longest: limits.bioMaxCodePoints, work: (text) => bioSchema.safeParse(text) },
  usernameKey: { longest: 40_000, work: usernameKey },
};

function textOf(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

describe.each(Object.entries(checks))("R10: the work of %s grows as its text does", (_name, { longest, work }) => {
  test.each(Object.entries(texts))("of %s", (_what, unit) => {
    expect(growth(work, textOf(unit, longest / 4), textOf(unit, longest))).toBeLessThan(growthBound);
  });
});

describe("R10: beyond its bound a text costs no more, however long it is", () => {
  const login = (username: string) => loginInput.safeParse({ username, password: "any" });
  test.each(Object.entries(texts))("as a username of %s", (_what, unit) => {
    expect(growth(login, textOf(unit, 15_000), textOf(unit, 60_000))).toBeLessThan(3);
  });
});

describe("R10: the password policy does bounded work", () => {
  const owner = { username: "ada", email: "", firstName: "Ada", lastName: "Gamer" };
  const policy = (password: string) => void brokenRule(password, owner);

  test.each(Object.entries({ ...texts, leetspeak: "4@3!1|0$5" }))("on %s", (_what, unit) => {
    policy("something to load the dictionaries with");
    expect(growth(policy, textOf(unit, 256), textOf(unit, 1024))).toBeLessThan(growthBound);
  });
});

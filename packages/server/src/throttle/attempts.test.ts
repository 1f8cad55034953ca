import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LevelUpError } from "../errors.ts";
import { createTestApp, createTestClock, type TestApp } from "../testing/index.ts";
import { type Counter, createAttempts } from "./attempts.ts";

const counter = (limit: Counter["limit"]): Counter => ({ key: randomBytes(32), limit, onSuccess: "refund" });

/** The counters as one replica sees them, whose clock is some milliseconds off. */
function replica({ app, clock }: TestApp, offByMs: number) {
  return createAttempts({ database: app.database, clock: createTestClock(new Date(clock.now().getTime() + offByMs)) });
}

/** How many of the attempts were let through, one after the other. */
async function passed(calls: (() => Promise<unknown>)[]): Promise<number> {
  let count = 0;
  for (const call of calls) {
    await call().then(
      () => {
        count += 1;
      },
      (error: unknown) => expect(error).toBeInstanceOf(LevelUpError),
    );
  }
  return count;
}

describe("attempts", () => {
  test("are let through by a replica whose clock is behind another's, as long as the counter is open", async () => {
    await using app = await createTestApp();
    const [ahead, behind] = [replica(app, 200), replica(app, -200)];
    const counters = [counter({ burst: 4, perHour: 60 })];

    const calls = [ahead, behind, ahead, behind, ahead, behind].map((attempts) => () => attempts.take(counters));

    expect(await passed(calls)).toBe(4);
  });

  test("that are taken back open what they closed, and not what a later one closed", async () => {
    await using app = await createTestApp();
    const attempts = createAttempts({ database: app.app.database, clock: app.clock });
    const counters = [counter({ burst: 1, perHour: 60 })];

    const first = await attempts.take(counters);
    await attempts.refund(first);
    await attempts.take(counters);
    const whileClosed = await passed([() => attempts.take(counters)]);
    app.clock.advance({ seconds: 1 });
    await attempts.take(counters);
    await attempts.refund(first);

    expect(whileClosed).toBe(0);
    expect(await passed([() => attempts.take(counters)])).toBe(0);
  });

  test("of a limit of one pass one at a time", async () => {
    await using app = await createTestApp();
    const attempts = createAttempts({ database: app.app.database, clock: app.clock });
    const counters = [counter({ burst: 1, perHour: 60 })];

    expect(await passed([1, 2, 3].map(() => () => attempts.take(counters)))).toBe(1);
  });
});

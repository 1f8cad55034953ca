import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { LevelUpError } from "../errors.ts";
import { createTestApp, createTestClock, type TestApp } from "../testing/index.ts";
import { type AttemptCounter, createAttempts } from "./attempts.ts";

const counter = (limit: AttemptCounter["limit"], counts: AttemptCounter["counts"] = "failures"): AttemptCounter => ({
  key: randomBytes(32),
  limit,
  counts,
});

/** The counters as one replica sees them, whose clock is some milliseconds off. */
function replica({ app, clock }: TestApp, offByMs = 0) {
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

    const calls = [ahead, behind, ahead, behind, ahead, behind].map((attempts) => () => attempts.consume(counters));

    expect(await passed(calls)).toBe(4);
  });

  test("that are taken back open what they closed, and not what a later one closed", async () => {
    await using app = await createTestApp();
    const attempts = createAttempts({ database: app.app.database, clock: app.clock });
    const counters = [counter({ burst: 1, perHour: 60 })];

    const first = await attempts.consume(counters);
    await attempts.refund(first);
    await attempts.consume(counters);
    const whileClosed = await passed([() => attempts.consume(counters)]);
    app.clock.advance({ seconds: 1 });
    await attempts.consume(counters);
    await attempts.refund(first);

    expect(whileClosed).toBe(0);
    expect(await passed([() => attempts.consume(counters)])).toBe(0);
  });

  test("of a limit of one pass one at a time", async () => {
    await using app = await createTestApp();
    const attempts = replica(app);
    const counters = [counter({ burst: 1, perHour: 60 })];

    expect(await passed([1, 2, 3].map(() => () => attempts.consume(counters)))).toBe(1);
  });

  test("count in all their counters or, when one is closed, in none", async () => {
    await using app = await createTestApp();
    const attempts = replica(app);
    const [narrow, wide] = [counter({ burst: 1, perHour: 60 }), counter({ burst: 3, perHour: 60 })];

    const both = await passed([1, 2, 3, 4].map(() => () => attempts.consume([wide, narrow])));
    const wideAlone = await passed([1, 2, 3].map(() => () => attempts.consume([wide])));

    expect([both, wideAlone]).toEqual([1, 2]);
  });

  test("that succeed are no failures, and close what counts successes", async () => {
    await using app = await createTestApp();
    const attempts = replica(app);
    const counters = [counter({ burst: 2, perHour: 60 }), counter({ burst: 3, perHour: 60 }, "successes")];
    const succeed = async () => {
      await attempts.check(counters);
      await attempts.succeed(counters, await attempts.consume(counters));
    };

    expect(await passed([succeed, succeed, succeed, succeed])).toBe(3);
  });

  test("are refused by a check without a write", async () => {
    await using app = await createTestApp();
    const attempts = replica(app);
    const counters = [counter({ burst: 1, perHour: 60 })];
    const stored = () => app.app.database.fork().execute("select xmin::text, ctid::text, * from attempts");

    await attempts.check(counters);
    const beforeFirst = await stored();
    await attempts.consume(counters);
    const before = await stored();

    expect(beforeFirst).toEqual([]);
    await expect(attempts.check(counters)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      details: { retryAfterSeconds: 1 },
    });
    expect(await stored()).toEqual(before);
  });
});

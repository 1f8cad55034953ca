import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import { type Counted, type Counter, createAttemptRows } from "./attempt-rows.ts";
import { countAttempt, refundAttempt, unused, waitMs } from "./count-attempt.ts";

/**
 * What an attempt counts in. Failures and attempts are counted before the attempt runs, so that of attempts that race
 * at a limit no more pass than the limit says; successes are counted when it has succeeded.
 */
export type AttemptCounter = Counter & {
  counts: "failures" | "successes" | "attempts";
  /** A success clears the counter, instead of refunding one failure. */
  clearedBySuccess?: boolean;
};

/** The counters that counted an attempt, as it left them. */
type Consumed = Counted<AttemptCounter>[];

export type Attempts = {
  /** Reads the counters, without a lock or a write. @throws RATE_LIMITED when one is closed, and UNAVAILABLE. */
  check(counters: AttemptCounter[]): Promise<void>;
  /** Counts an attempt. @throws RATE_LIMITED when a counter is closed: then none counts it. UNAVAILABLE. */
  consume(counters: AttemptCounter[]): Promise<Consumed>;
  /** Takes an attempt back that was not made after all. */
  refund(consumed: Consumed): Promise<void>;
  /** Takes back that an attempt was counted as a failure, and counts it as a success. */
  succeed(counters: AttemptCounter[], consumed: Consumed): Promise<void>;
  /** The same for an attempt that an earlier call has left counted as a failure. @throws UNAVAILABLE. */
  succeedLater(counters: AttemptCounter[]): Promise<void>;
};

/** Attempts from one purge to the next, which is a query of its own. */
const purgedEvery = 8;

/**
 * Attempt counters in the app's own database, one row each, so that replicas agree: a transaction locks the rows of an
 * attempt, works out their new states and writes them back. Each attempt is forgiven in time, so nothing is locked for
 * ever.
 *
 * Own code, because rate-limiter-flexible's PostgreSQL store counts by the process's clock, takes one counter a
 * statement, does not grow its delays, and gives a refund that comes late a credit beyond the limit.
 */
export function createAttempts({ database, clock }: { database: Database; clock: Clock }): Attempts {
  const rows = createAttemptRows(database);
  let consumedSincePurge = purgedEvery;

  async function check(counters: AttemptCounter[]): Promise<void> {
    const now = clock.now().getTime();
    assertOpen(await unavailableOnError(rows.read(counters, now)), now);
  }

  async function consume(counters: AttemptCounter[]): Promise<Consumed> {
    const now = clock.now().getTime();
    let consumed: Consumed = [];
    await unavailableOnError(
      rows.update(counters.filter(isCountedBefore), now, (current) => {
        assertOpen(current, now);
        consumed = current.map(({ counter, state }) => ({ counter, state: countAttempt(state, counter.limit, now) }));
        return consumed;
      }),
    );
    consumedSincePurge += 1;
    if (consumedSincePurge >= purgedEvery) {
      consumedSincePurge = 0;
      await unavailableOnError(rows.purge(now));
    }
    return consumed;
  }

  async function refund(consumed: Consumed): Promise<void> {
    await settle(
      consumed.map(({ counter }) => counter),
      consumed,
    );
  }

  async function succeed(counters: AttemptCounter[], consumed: Consumed): Promise<void> {
    await settle(
      counters.filter(({ counts }) => counts !== "attempts"),
      consumed.filter(({ counter }) => counter.counts !== "attempts"),
      true,
    );
  }

  /** Refunds what was consumed and, of an attempt that succeeded, counts the success. */
  async function settle(counters: AttemptCounter[], consumed: Consumed, succeeded = false): Promise<void> {
    const now = clock.now().getTime();
    const closedUntil = new Map(consumed.map(({ counter, state }) => [counter, state.opensAt]));
    await rows.update(counters, now, (current) =>
      current.map(({ counter, state }) => {
        const opensAt = closedUntil.get(counter);
        if (opensAt === undefined) return { counter, state: countAttempt(state, counter.limit, now) };
        if (succeeded && counter.clearedBySuccess) return { counter, state: unused(now) };
        return { counter, state: refundAttempt(state, opensAt) };
      }),
    );
  }

  async function succeedLater(counters: AttemptCounter[]): Promise<void> {
    const now = clock.now().getTime();
    const settled = counters.filter(({ counts }) => counts !== "attempts");
    await rows.update(settled, now, (current) =>
      current.map(({ counter, state }) => {
        if (counter.counts === "successes") return { counter, state: countAttempt(state, counter.limit, now) };
        return { counter, state: counter.clearedBySuccess ? unused(now) : refundAttempt(state, state.opensAt) };
      }),
    );
  }

  return { check, consume, refund, succeed, succeedLater };
}

function isCountedBefore({ counts }: AttemptCounter): boolean {
  return counts !== "successes";
}

/** @throws RATE_LIMITED, with the longest wait. */
function assertOpen(counters: Counted<AttemptCounter>[], now: number): void {
  const waits = counters.map(({ counter, state }) => waitMs(state, counter.limit, now));
  const longest = Math.max(0, ...waits);
  if (longest > 0) throw new LevelUpError("RATE_LIMITED", { retryAfterSeconds: Math.ceil(longest / 1000) });
}

/** Whatever is wrong with the counters, no attempt is let past them. */
async function unavailableOnError<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LevelUpError) throw error;
    throw new LevelUpError("UNAVAILABLE", { retryAfterSeconds: 1 }, { cause: error });
  }
}

import { describe, expect, test } from "vitest";
import {
  type CounterState,
  countAttempt,
  expiresAt,
  type Limit,
  refundAttempt,
  unused,
  waitMs,
} from "./count-attempt.ts";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const yearMs = 365 * 24 * hourMs;
const start = Date.UTC(2030, 0, 1);

const limit: Limit = { burst: 3, perHour: 60 };

/** Attempts, each as soon as it may be made; how long each had to wait, in seconds, and the state that is left. */
function attempt(times: number, of: Limit = limit, from: CounterState = unused(start)) {
  let [state, now] = [from, start];
  const waits = Array.from({ length: times }, () => {
    const wait = waitMs(state, of, now);
    now += wait;
    state = countAttempt(state, of, now);
    return wait / secondMs;
  });
  return { waits, state, now };
}

describe("a counter", () => {
  test("lets a burst pass, then makes each attempt wait twice as long, up to the time that forgives one", () => {
    expect(attempt(13).waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 32, 60, 60, 60]);
  });

  test("whose waits do not grow makes each attempt after the burst wait until one is forgiven", () => {
    expect(attempt(6, { ...limit, grows: false }).waits).toEqual([0, 0, 0, 60, 60, 60]);
  });

  test("that forgives faster than once a second is closed for a second all the same", () => {
    expect(attempt(5, { burst: 2, perHour: 36_000 }).waits).toEqual([0, 0, 1, 0, 1]);
  });

  test("forgives one attempt after the other, and has expired when the last one is", () => {
    const { state } = attempt(3);
    const expiry = expiresAt(state, limit);

    expect(expiry).toBe(start + 3 * minuteMs);
    expect(countAttempt(state, limit, start + minuteMs)).toEqual({
      level: 3,
      forgivenAt: start + minuteMs,
      opensAt: start + minuteMs + secondMs,
    });
    expect(countAttempt(state, limit, expiry)).toEqual(countAttempt(unused(expiry), limit, expiry));
  });

  test("keeps the part of a minute that has gone by towards the next forgiven attempt", () => {
    const { state } = attempt(2);

    expect(countAttempt(state, limit, start + 1.5 * minuteMs)).toMatchObject({
      level: 2,
      forgivenAt: start + minuteMs,
    });
  });

  test("is opened by a refund of the attempt that closed it, and not by that of an earlier one", () => {
    const earlier = attempt(2).state;
    const closing = countAttempt(earlier, limit, start);

    expect(refundAttempt(closing, closing.opensAt)).toEqual({ ...closing, level: 2, opensAt: null });
    expect(refundAttempt(closing, earlier.opensAt)).toEqual({ ...closing, level: 2 });
    expect(refundAttempt(unused(start), null)).toEqual(unused(start));
  });

  test("that is open is open for a replica whose clock is behind, too", () => {
    expect(waitMs(attempt(2).state, limit, start - minuteMs)).toBe(0);
  });

  test("R7: that was closed by a clock ten years ahead is open when the clock is right, and counts on", () => {
    const { state, now } = attempt(12);
    const ahead = { ...state, forgivenAt: state.forgivenAt + 10 * yearMs, opensAt: (state.opensAt ?? 0) + 10 * yearMs };

    const next = countAttempt(ahead, limit, now);

    expect(waitMs(ahead, limit, now)).toBe(0);
    expect(waitMs(next, limit, now)).toBe(minuteMs);
    expect(expiresAt(next, limit)).toBeLessThanOrEqual(now + 15 * minuteMs);
  });

  test("R7: that a replica's clock closed, which is some seconds ahead, stays closed", () => {
    const { state, now } = attempt(12);

    expect(waitMs(state, limit, now - 10 * secondMs)).toBe(70 * secondMs);
  });

  test("R7: never makes an attempt wait for longer than the longest wait and a minute, whatever is stored", () => {
    for (const aheadMs of [1, secondMs, minuteMs, hourMs, yearMs]) {
      const wait = waitMs({ level: 20, forgivenAt: start, opensAt: start + aheadMs }, limit, start);
      expect(wait).toBeLessThanOrEqual(2 * minuteMs);
    }
  });
});

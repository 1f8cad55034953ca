import type { Clock } from "../clock.ts";

/** A clock that stands still until a test turns it. */
export type TestClock = Clock & {
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number }): void;
};

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export function createTestClock(start = new Date("2030-01-01T00:00:00.000Z")): TestClock {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }) {
      time += days * day + hours * hour + minutes * minute + seconds * second + ms;
    },
  };
}

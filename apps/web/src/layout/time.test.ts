import { expect, test } from "vitest";
import { timeAgo } from "./time.tsx";

const now = Date.parse("2030-01-01T00:00:00.000Z");
const minute = 60_000;

test.each([
  [0, "just now"],
  [-59_000, "just now"],
  [-minute, "1 minute ago"],
  [-119 * minute, "1 hour ago"],
  [-24 * 60 * minute, "yesterday"],
  [-8 * 24 * 60 * minute, "last week"],
  [-400 * 24 * 60 * minute, "last year"],
])("%d ms from now is %s", (ms, text) => {
  expect(timeAgo(now + ms, now)).toBe(text);
});

test.each([1, minute, 2 * 60 * minute, 400 * 24 * 60 * minute])(
  "R43: %d ms in the future, by a slow clock of the browser, is just now",
  (ms) => {
    expect(timeAgo(now + ms, now)).toBe("just now");
  },
);

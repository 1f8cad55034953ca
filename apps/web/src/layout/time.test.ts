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

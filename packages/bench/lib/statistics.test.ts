import { expect, test } from "vitest";
import { median, quantile, ratios, summarize } from "./statistics.ts";

test("the median of an even number of values lies between the two in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([3, 1, 2])).toBe(2);
});

test("of 100 values the 99th is the p99", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect(quantile(values, 0.99)).toBe(99);
  expect(quantile(values, 0.5)).toBe(50);
});

test("a summary has the least and the most beside the median", () => {
  expect(summarize([3, 9, 1])).toEqual({ median: 3, low: 1, high: 9 });
});

test("a ratio is taken round by round, so that a round in which the machine was slow does not count twice", () => {
  expect(ratios([10, 4, 20], [5, 2, 10])).toEqual([2, 2, 2]);
});

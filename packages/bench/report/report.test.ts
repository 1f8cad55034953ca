import { expect, test } from "vitest";
import { barChart } from "./chart.ts";
import { type Finding, isMet } from "./finding.ts";
import { findingsTable, table } from "./markdown.ts";
import { resultsText } from "./results.ts";

const finding: Finding = {
  what: "an authenticated call",
  ours: { name: "Level Up", unit: "calls/s", values: [10_000, 12_000, 11_000] },
  beside: { name: "another", unit: "calls/s", values: [5000, 4000, 5500] },
  target: { of: "ratio", atLeast: 2 },
};
const circumstances = { about: ["2 cores"], leftOut: new Map(), failed: [], rounds: 3, quick: false, seeAlso: [] };

test("a row of the table has both medians with their range, the ratio, and whether the target is met", () => {
  const [, , line] = findingsTable([finding]).split("\n");

  expect(line).toContain("Level Up: 11,000 (10,000–12,000) calls/s");
  expect(line).toContain("another: 5,000 (4,000–5,500) calls/s");
  expect(line).toMatch(/\| 2\.00 \(2\.00–3\.00\) +\| ≥ 2 times \| yes +\|$/);
});

test("a target missed by little is missed", () => {
  expect(isMet({ ...finding, target: { of: "ratio", atLeast: 2.01 } })).toBe(false);
  expect(isMet({ ...finding, target: { of: "ours", atMost: 10_999 } })).toBe(false);
});

test("a figure without a value meets no target", () => {
  expect(isMet({ ...finding, ours: { ...finding.ours, values: [Number.NaN] } })).toBe(false);
  expect(isMet({ ...finding, beside: { name: "another", unit: "calls/s", values: [] } })).toBe(false);
});

test("all cells of a column have the same width", () => {
  expect(table(["a", "longer"], [["something", "x"]])).toBe(
    "| a         | longer |\n|-----------|--------|\n| something | x      |",
  );
});

test("the results say what was left out, and how to measure it", () => {
  const leftOut = new Map([["better-auth", "pnpm install"]]);

  expect(resultsText([{ findings: [finding] }], { ...circumstances, leftOut })).toContain(
    "## Left out\n\n- better-auth: to measure it, pnpm install",
  );
});

test("the longest bar has the full width, the others are in proportion, and names are escaped", () => {
  const bars = [
    { name: "Level Up", value: 1000, ours: true },
    { name: "<b>&", value: 250, ours: false },
  ];
  const svg = barChart([{ title: "Calls", unit: "/s", bars }], "calls a second");

  const widths = [...svg.matchAll(/class="(?:ours|other)"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths).toEqual([448, 112]);
  expect(svg).toContain("&lt;b>&amp;");
  expect(svg).toContain("prefers-color-scheme: dark");
});

import { median, ratios, type Summary, summarize } from "../lib/statistics.ts";

/** A value for each round. */
export type Figure = { name: string; unit: string; values: number[] };

/** The target for the median of our figure, or of its ratio to the other one. */
export type Target = { of: "ratio" | "ours"; atLeast: number } | { of: "ratio" | "ours"; atMost: number };

/** One row of the table of results. */
export type Finding = { what: string; ours: Figure; beside?: Figure; target: Target };

/** A table with details of the findings. */
export type Detail = { title: string; head: string[]; rows: string[][] };

/** Bars of one unit. */
export type BarGroup = { title: string; unit: string; bars: { name: string; value: number; ours: boolean }[] };

export type Measured = { findings: Finding[]; details?: Detail[]; notes?: string[]; bars?: BarGroup[] };

export function ratioOf({ ours, beside }: Finding): Summary | null {
  return beside === undefined ? null : summarize(ratios(ours.values, beside.values));
}

export function isMet({ ours, beside, target }: Finding): boolean {
  const value = median(target.of === "ours" ? ours.values : ratios(ours.values, beside?.values ?? []));
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}

import { summarize } from "../lib/statistics.ts";

/** Three digits are as many as a measurement has. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The median, and in brackets the least and the most. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return "–";
  const { median, low, high } = summarize(values);
  return values.length === 1 ? short(median) : `${short(median)} (${short(low)}–${short(high)})`;
}

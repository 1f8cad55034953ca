import { UsageError } from "./cli-errors.ts";

/** Parses a whole number within bounds. @throws UsageError. */
export function parseWholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} is a whole number from ${min} to ${max}.`);
}

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Parses a date, which begins at midnight UTC, or a time with its offset. @throws UsageError. */
export function parseTime(option: string, text: string): Date {
  const time = isoTime.test(text) ? new Date(text) : new Date(Number.NaN);
  // Date reads 2026-02-30 as the second of March.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  if (!Number.isNaN(time.getTime()) && exists) return time;
  throw new UsageError(`${option} is a date or a time, as in 2026-11-24 or 2026-11-24T18:30:00Z.`);
}

/** Parses one of a few words. @throws UsageError. */
export function parseOneOf<const Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new UsageError(`${option} is one of ${words.join(", ")}.`);
}

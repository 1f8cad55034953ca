import { wholeNumber } from "../settings/whole-number.ts";

export const burst = (fallback: number, what: string) =>
  wholeNumber(fallback, 1, 1_000_000).describe(`${what}: at once`);

export const perHour = (fallback: number, what: string) =>
  wholeNumber(fallback, 1, 1_000_000).describe(`${what}: an hour, in the long run`);

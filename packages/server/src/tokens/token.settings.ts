import type { z } from "zod";
import { wholeNumber } from "../settings/whole-number.ts";

export const tokenVariables = {
  TOKEN_IDLE_DAYS: wholeNumber(30, 1, 3650).describe("A token that is unused for so long expires"),
  TOKEN_HARD_DAYS: wholeNumber(365, 1, 3650).describe("A token this old expires, used or not"),
  TOKEN_RENEW_MINUTES: wholeNumber(60, 1, 100_000).describe(
    "Use moves the idle expiry on, at most once in this interval",
  ),
  FRESH_MINUTES: wholeNumber(15, 1, 1440).describe(
    "For so long after a login or a proof a device may change how one gets into the account",
  ),
  TOKENS_PER_USER: wholeNumber(20, 1, 1000).describe(
    "Devices that may be logged in to an account; a further login removes the oldest",
  ),
};

export type TokenSettings = {
  idleDays: number;
  hardDays: number;
  renewMinutes: number;
  freshMinutes: number;
  perUser: number;
};

type Variables = z.output<z.ZodObject<typeof tokenVariables>>;

export function readTokenSettings(env: Variables): TokenSettings {
  return {
    idleDays: env.TOKEN_IDLE_DAYS,
    hardDays: env.TOKEN_HARD_DAYS,
    renewMinutes: env.TOKEN_RENEW_MINUTES,
    freshMinutes: env.FRESH_MINUTES,
    perUser: env.TOKENS_PER_USER,
  };
}

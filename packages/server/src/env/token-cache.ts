import { z } from "zod";
import { wholeNumber } from "./whole-number.ts";

/** What is remembered of tokens that were found good. */
export const tokenCacheVariables = {
  TOKEN_CACHE: z
    .enum(["on", "off"], { error: "must be on or off" })
    .default("on")
    .describe("Whether good tokens are remembered for a moment, until the database says to forget them"),
  TOKEN_CACHE_SIZE: wholeNumber(10_000, 1, 10_000_000).describe(
    "Tokens that are remembered, at most; one whose account has a long bio counts as several",
  ),
};

export type TokenCacheSettings = { on: boolean; size: number };

type Variables = z.output<z.ZodObject<typeof tokenCacheVariables>>;

export function readTokenCache(env: Variables): TokenCacheSettings {
  return { on: env.TOKEN_CACHE === "on", size: env.TOKEN_CACHE_SIZE };
}

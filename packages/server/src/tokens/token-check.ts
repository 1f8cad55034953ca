import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { Env } from "../env.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { keepListening } from "./cache/keep-listening.ts";
import { createTokenCache, type TokenCache } from "./cache/token-cache.ts";
import { createRenewals } from "./renewals.ts";
import { createTokenVerifier, type VerifyToken } from "./verify-token.ts";

/** The check of tokens, with what it keeps in memory. */
export type TokenCheck = {
  readonly verify: VerifyToken;
  readonly cache: TokenCache;
  /** Resolves when all that was committed by now has been forgotten, and all that was noted is written. */
  settle(): Promise<void>;
  /** Stops listening and writes down what was noted; not for longer than a moment, whatever the database does. */
  close(): Promise<void>;
};

export function createTokenCheck(
  env: Pick<Env, "tokens" | "tokenCache">,
  { database, clock, log, metrics }: { database: Database; clock: Clock; log: Logger; metrics: Metrics },
): TokenCheck {
  const cache = createTokenCache(env.tokenCache, { onFind: metrics.onTokenCache });
  metrics.watchTokenCache(cache.size);
  const listening = env.tokenCache.on ? keepListening({ database, cache, log }) : null;
  const renewals = createRenewals({ database, settings: env.tokens, log });
  return {
    verify: createTokenVerifier({ database, cache, renewals, clock }),
    cache,
    async settle() {
      await renewals.flush();
      await listening?.caughtUp();
    },
    async close() {
      listening?.close();
      await renewals.close();
    },
  };
}

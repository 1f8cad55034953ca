import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { TokenCache } from "./cache/token-cache.ts";
import { createTokenLookup } from "./look-up-token.ts";
import type { Renewals } from "./renewals.ts";
import { digestToken, isTokenShaped } from "./token-format.ts";
import { type Actor, readVerifiedToken, type VerifiedToken } from "./verified-token.ts";

/** Tells who presents a token. @throws TOKEN_INVALID, TOKEN_EXPIRED or ACCOUNT_INACTIVE. */
export type VerifyToken = (token: string) => Promise<Actor>;

/**
 * Makes the check of a presented token: from memory, or by its digest. The digest is looked up by an
 * index, so nothing is compared byte by byte with a secret. What is refused is never remembered.
 */
export function createTokenVerifier({
  database,
  cache,
  renewals,
  clock,
}: {
  database: Database;
  cache: TokenCache;
  renewals: Renewals;
  clock: Clock;
}): VerifyToken {
  const lookUp = createTokenLookup(database);

  async function ask(digest: Buffer): Promise<VerifiedToken> {
    const remember = cache.beginReading();
    const row = await lookUp(digest);
    if (row === undefined) throw new LevelUpError("TOKEN_INVALID");
    if (!row.is_active) throw new LevelUpError("ACCOUNT_INACTIVE");
    if (row.expires_ms <= clock.now().getTime()) throw new LevelUpError("TOKEN_EXPIRED");
    const verified = readVerifiedToken(row);
    remember(digest, verified);
    return verified;
  }

  return async function verifyToken(token) {
    if (!isTokenShaped(token)) throw new LevelUpError("TOKEN_INVALID");
    const digest = digestToken(token);
    const verified = cache.find(digest, clock.now()) ?? (await ask(digest));
    renewals.note(verified, clock.now());
    return verified.actor;
  };
}

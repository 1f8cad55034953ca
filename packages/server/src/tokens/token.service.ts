import type { TokenInfo } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { Token } from "./token.entity.ts";
import { digestToken, isTokenShaped } from "./token-format.ts";
import type { Actor, VerifyToken } from "./verify-token.ts";

export type TokenService = ReturnType<typeof createTokenService>;

/** The use cases of tokens that exist. They are issued where an account logs in. */
export function createTokenService({
  database,
  verify,
  clock,
}: {
  database: Database;
  verify: VerifyToken;
  clock: Clock;
}) {
  /** The account's live tokens, newest first. */
  async function list(actor: Actor): Promise<TokenInfo[]> {
    const live = { user: actor.userId, expiresAt: { $gt: clock.now() } };
    const tokens = await database.fork().find(Token, live, { orderBy: { id: "desc" } });
    return tokens.map((token) => ({ ...describeToken(token), current: token.id === actor.tokenId }));
  }

  /**
   * Ends one of the account's tokens.
   *
   * @throws NOT_FOUND for a token that does not exist or is another account's: the two answers are alike.
   */
  async function revoke(actor: Actor, id: number, request: RequestInfo): Promise<number> {
    const user = actor.userId;
    return database.fork().transactional(async (em) => {
      const revoked = await em.nativeDelete(Token, { id, user });
      if (revoked === 0) throw new LevelUpError("NOT_FOUND", { field: "id" });
      recordAudit(em, { event: "token_revoke", outcome: "success", at: clock.now(), user, token: id, request });
      return revoked;
    });
  }

  /** Ends every token of the account but the one in use. Returns how many there were. */
  async function revokeOthers(actor: Actor, request: RequestInfo): Promise<number> {
    const { userId: user, tokenId: token } = actor;
    return database.fork().transactional(async (em) => {
      const revoked = await em.nativeDelete(Token, { user, id: { $ne: token } });
      recordAudit(em, { event: "token_revoke_others", outcome: "success", at: clock.now(), user, token, request });
      return revoked;
    });
  }

  /** Ends the presented token. One that is already gone, expired or malformed is no error. */
  async function logout(presented: string, request: RequestInfo): Promise<{ revoked: boolean }> {
    if (!isTokenShaped(presented)) return { revoked: false };
    return database.fork().transactional(async (em) => {
      const token = await em.findOne(Token, { digest: digestToken(presented) });
      if (token === null || (await em.nativeDelete(Token, { id: token.id })) === 0) return { revoked: false };
      const about = { user: token.user.id, token: token.id, request };
      recordAudit(em, { event: "logout", outcome: "success", at: clock.now(), ...about });
      return { revoked: true };
    });
  }

  return { verify, list, revoke, revokeOthers, logout };
}

/** What is known of a token, without the secret. */
export type TokenDescription = Omit<TokenInfo, "current">;

export function describeToken(token: Token): TokenDescription {
  return {
    id: token.id,
    device: token.device ?? null,
    userAgent: token.userAgent ?? null,
    address: token.address ?? null,
    createdAt: token.createdAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    expiresAt: token.expiresAt.toISOString(),
  };
}

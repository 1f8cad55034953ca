import type { TokenInfo } from "@levelup/contract";
import { recordAudit } from "../audit/audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { Token } from "./token.entity.ts";
import { digestToken, isTokenShaped } from "./token-format.ts";
import type { Actor } from "./verified-token.ts";
import type { VerifyToken } from "./verify-token.ts";

export type TokenService = ReturnType<typeof createTokenService>;

/** What can be done with tokens that exist. They are minted where an account logs in. */
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
    const tokens = await database
      .fork()
      .find(Token, { user: actor.userId, expiresAt: { $gt: clock.now() } }, { orderBy: { id: "desc" } });
    return tokens.map((token) => ({ ...describeToken(token), current: token.id === actor.tokenId }));
  }

  /**
   * Ends one of the account's tokens.
   *
   * @throws NOT_FOUND for a token that does not exist or is another account's: the two answers are one.
   */
  async function revoke(actor: Actor, id: number, request: RequestInfo): Promise<number> {
    return database.fork().transactional(async (em) => {
      const revoked = await em.nativeDelete(Token, { id, user: actor.userId });
      if (revoked === 0) throw new LevelUpError("NOT_FOUND", { field: "id" });
      await recordAudit(em, {
        event: "token_revoke",
        outcome: "success",
        at: clock.now(),
        userId: actor.userId,
        tokenId: id,
        request,
      });
      return revoked;
    });
  }

  /** Ends every token of the account but the one in use. Returns how many there were. */
  async function revokeOthers(actor: Actor, request: RequestInfo): Promise<number> {
    return database.fork().transactional(async (em) => {
      const revoked = await em.nativeDelete(Token, { user: actor.userId, id: { $ne: actor.tokenId } });
      await recordAudit(em, {
        event: "token_revoke_others",
        outcome: "success",
        at: clock.now(),
        userId: actor.userId,
        tokenId: actor.tokenId,
        request,
      });
      return revoked;
    });
  }

  /** Ends the presented token. One that is already gone, expired or garbage is no error: its owner wants it dead. */
  async function logout(token: string, request: RequestInfo): Promise<{ revoked: boolean }> {
    if (!isTokenShaped(token)) return { revoked: false };
    return database.fork().transactional(async (em) => {
      const rows = await em.execute<{ id: string; user_id: number }[]>(
        "delete from tokens where digest = ? returning id, user_id",
        [digestToken(token)],
      );
      const [row] = rows;
      if (row === undefined) return { revoked: false };
      await recordAudit(em, {
        event: "logout",
        outcome: "success",
        at: clock.now(),
        userId: row.user_id,
        tokenId: Number(row.id),
        request,
      });
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

import type { TokenInfo } from "@levelup/contract";
import type { FilterQuery } from "@mikro-orm/core";
import { type AuditEntry, recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ThrottleService } from "../throttle/throttle.service.ts";
import type { Turns } from "../throttle/turns.ts";
import { freshUntil } from "./issue-token.ts";
import { Token } from "./token.entity.ts";
import type { TokenSettings } from "./token.settings.ts";
import { digestToken, isCredential } from "./token-format.ts";
import type { Actor, TokenCheck } from "./verify-token.ts";

export type TokenService = ReturnType<typeof createTokenService>;

type Deps = {
  database: Database;
  check: TokenCheck;
  throttle: Pick<ThrottleService, "countChange">;
  turns: Turns;
  settings: Pick<TokenSettings, "freshMinutes">;
  clock: Clock;
};

/** The use cases of tokens that exist. They are issued where an account logs in. */
export function createTokenService({ database, check, throttle, turns, settings, clock }: Deps) {
  /** @throws REAUTHENTICATION_REQUIRED unless the caller has lately proved who it is. */
  function assertFresh({ purpose, authenticatedAt }: Actor): void {
    const isFresh = clock.now() < freshUntil(authenticatedAt, settings);
    if (purpose !== "session" || !isFresh) throw new LevelUpError("REAUTHENTICATION_REQUIRED");
  }

  /** The account's live tokens, newest first. @throws OVERLOADED when too many calls of the account wait. */
  async function list(actor: Actor): Promise<TokenInfo[]> {
    const live = { user: actor.userId, purpose: "session" as const, expiresAt: { $gt: clock.now() } };
    const tokens = await turns(actor.userId, () => database.fork().find(Token, live, { orderBy: { id: "desc" } }));
    return tokens.map((token) => ({ ...describeToken(token), current: token.id === actor.tokenId }));
  }

  /**
   * Ends tokens of the caller's account, and puts that on record. Returns how many there were; of none, nothing is
   * written.
   *
   * @throws RATE_LIMITED after too many changes of the account; OVERLOADED when too many of its calls wait.
   */
  async function end(actor: Actor, which: FilterQuery<Token>, entry: Pick<AuditEntry, "event" | "token" | "request">) {
    const { userId: user } = actor;
    const tokens: FilterQuery<Token> = { $and: [{ user, purpose: "session" }, which] };
    return turns(user, async () => {
      if ((await database.fork().count(Token, tokens)) === 0) return 0;
      await throttle.countChange(actor);
      return database.transactional(async (em) => {
        const revoked = await em.nativeDelete(Token, tokens);
        if (revoked > 0) recordAudit(em, { ...entry, outcome: "success", at: clock.now(), user });
        return revoked;
      });
    });
  }

  /**
   * Ends one of the account's tokens.
   *
   * @throws NOT_FOUND for a token that does not exist or is another account's: the two answers are alike. RATE_LIMITED
   * and OVERLOADED as `end` does.
   */
  async function revoke(actor: Actor, id: number, request: RequestInfo): Promise<number> {
    const revoked = await end(actor, { id }, { event: "token_revoke", token: id, request });
    if (revoked === 0) throw new LevelUpError("NOT_FOUND", { field: "id" });
    return revoked;
  }

  /** Ends every token of the account but the one in use. Returns how many there were. @throws as `end` does. */
  async function revokeOthers(actor: Actor, request: RequestInfo): Promise<number> {
    const token = actor.tokenId;
    return end(actor, { id: { $ne: token } }, { event: "token_revoke_others", token, request });
  }

  /** Ends the presented token. One that is already gone, expired or malformed is no error. */
  async function logout(presented: string, request: RequestInfo): Promise<{ revoked: boolean }> {
    if (!isCredential(presented)) return { revoked: false };
    const token = await database.fork().findOne(Token, {
      digest: digestToken(presented),
      purpose: { $in: ["session", "api"] },
    });
    if (token === null) return { revoked: false };
    return database.transactional(async (em) => {
      if ((await em.nativeDelete(Token, { id: token.id })) === 0) return { revoked: false };
      const about = { user: token.user.id, token: token.id, request };
      recordAudit(em, { event: "logout", outcome: "success", at: clock.now(), ...about });
      return { revoked: true };
    });
  }

  return { ...check, assertFresh, list, revoke, revokeOthers, logout };
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

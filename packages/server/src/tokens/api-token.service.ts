import type { ApiTokenInfo, CreateApiTokenOutput, ScopeInfo } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ThrottleService } from "../throttle/throttle.service.ts";
import type { Turns } from "../throttle/turns.ts";
import { issueApiToken } from "./issue-api-token.ts";
import { type Scopes, splitScopes } from "./scopes.ts";
import { Token } from "./token.entity.ts";
import type { Actor } from "./verify-token.ts";

export type ApiTokenService = ReturnType<typeof createApiTokenService>;

type Deps = {
  database: Database;
  /** The scopes that a gamer can give. */
  scopes: Scopes;
  throttle: Pick<ThrottleService, "countChange">;
  turns: Turns;
  mailOffered: boolean;
  clock: Clock;
};

/** The use cases of the API tokens of the caller's account. */
export function createApiTokenService({ database, scopes, throttle, turns, mailOffered, clock }: Deps) {
  /** The scopes that can be given, in words. */
  function listScopes(): ScopeInfo[] {
    return Object.entries(scopes).map(([scope, description]) => ({ scope, description }));
  }

  /**
   * Creates a token; only the answer holds its secret.
   *
   * @throws INVALID_INPUT for a scope that is not declared; LIMIT_REACHED; RATE_LIMITED after too many changes of the
   * account; OVERLOADED when too many of its calls wait; ACCOUNT_INACTIVE when that happened meanwhile.
   */
  async function create(
    actor: Actor,
    input: { name: string; scopes: readonly string[]; expiresInDays: number },
    request: RequestInfo,
  ): Promise<CreateApiTokenOutput> {
    assertGrantable(input.scopes, scopes);
    const token = { userId: actor.userId, name: input.name, scopes: input.scopes, days: input.expiresInDays };
    return turns(actor.userId, async () => {
      await throttle.countChange(actor);
      const about = { request, now: clock.now(), mailOffered };
      return database.transactional((em) => issueApiToken(em, token, about));
    });
  }

  /** The account's live API tokens, newest first. @throws OVERLOADED when too many calls of the account wait. */
  async function list({ userId }: Actor): Promise<ApiTokenInfo[]> {
    const live = { user: userId, purpose: "api" as const, expiresAt: { $gt: clock.now() } };
    const tokens = await turns(userId, () => database.fork().find(Token, live, { orderBy: { id: "desc" } }));
    return tokens.map((token) => ({
      id: token.id,
      name: token.name ?? "",
      scopes: splitScopes(token.scopes),
      createdAt: token.createdAt.toISOString(),
      lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
      expiresAt: token.expiresAt.toISOString(),
    }));
  }

  /**
   * Ends one of the account's API tokens.
   *
   * @throws NOT_FOUND for one that does not exist or is another account's: the two answers are alike. RATE_LIMITED and
   * OVERLOADED as `create` does.
   */
  async function revoke(actor: Actor, id: number, request: RequestInfo): Promise<number> {
    const { userId: user } = actor;
    const token = { id, user, purpose: "api" } as const;
    return turns(user, async () => {
      if ((await database.fork().count(Token, token)) === 0) throw new LevelUpError("NOT_FOUND", { field: "id" });
      await throttle.countChange(actor);
      return database.transactional(async (em) => {
        const revoked = await em.nativeDelete(Token, token);
        if (revoked === 0) throw new LevelUpError("NOT_FOUND", { field: "id" });
        const about = { at: clock.now(), user, token: id, request };
        recordAudit(em, { event: "api_token_revoke", outcome: "success", ...about });
        return revoked;
      });
    });
  }

  return { listScopes, create, list, revoke };
}

/** @throws INVALID_INPUT for a scope that is not declared. */
function assertGrantable(asked: readonly string[], scopes: Scopes): void {
  if (asked.every((scope) => Object.hasOwn(scopes, scope))) return;
  const issue = { field: "scopes", rule: "unknown", message: "There is no such scope." };
  throw new LevelUpError("INVALID_INPUT", { field: issue.field, issues: [issue] });
}

import type { CreateApiTokenOutput, MintedToken } from "@levelup/contract";
import { LockMode } from "@mikro-orm/core";
import { User } from "../accounts/user.entity.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database, Em } from "../db/database.ts";
import { inBatches } from "../db/in-batches.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { issueApiToken, type NewApiToken } from "./issue-api-token.ts";
import { issueToken, makeRoomForToken } from "./issue-token.ts";
import { splitScopes } from "./scopes.ts";
import { Token } from "./token.entity.ts";
import { describeToken, type TokenDescription } from "./token.service.ts";
import type { TokenSettings } from "./token.settings.ts";

export type TokenOperatorService = ReturnType<typeof createTokenOperatorService>;

/** The purposes of tokens that are presented with a call. */
const presentable = ["session", "api"] as const;

type TokenKind = (typeof presentable)[number];

/** A token as an operator is told of it. */
export type OperatedToken = TokenDescription & { kind: TokenKind; name: string | null; scopes: string[] };

type OnProgress = (done: number) => void;

/** The use cases of operators, for the tokens of every account. */
export function createTokenOperatorService({
  database,
  settings,
  mailOffered,
  clock,
}: {
  database: Database;
  settings: TokenSettings;
  mailOffered: boolean;
  clock: Clock;
}) {
  /** An account's live sessions and API tokens, newest first. */
  async function list(userId: number): Promise<OperatedToken[]> {
    const live = { user: userId, purpose: { $in: [...presentable] }, expiresAt: { $gt: clock.now() } };
    return (await database.fork().find(Token, live, { orderBy: { id: "desc" } })).map((token) => ({
      ...describeToken(token),
      kind: token.purpose === "api" ? "api" : "session",
      name: token.name ?? null,
      scopes: splitScopes(token.scopes),
    }));
  }

  /** Issues a session; only the answer holds its secret. @throws ACCOUNT_INACTIVE, also for an account that is not there. */
  async function issue(
    userId: number,
    device: string | undefined,
    request: RequestInfo,
  ): Promise<MintedToken & { id: number }> {
    const now = clock.now();
    return database.transactional(async (em) => {
      const active = { id: userId, isActive: true };
      const user = await em.findOne(User, active, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (user === null) throw new LevelUpError("ACCOUNT_INACTIVE");
      await makeRoomForToken(em, settings, userId, now);
      const { token, minted } = issueToken(em, settings, { user, device, request, now });
      recordAudit(em, { event: "token_issue", outcome: "success", at: now, user, token, request });
      await em.flush();
      return { ...minted, id: token.id };
    });
  }

  /** Issues an API token with any scopes. @throws what {@link issueApiToken} throws. */
  async function issueApi(token: NewApiToken, request: RequestInfo): Promise<CreateApiTokenOutput> {
    return database.transactional((em) => issueApiToken(em, token, { request, now: clock.now(), mailOffered }));
  }

  /** Ends one token of any account. Returns whether there was one. */
  async function revoke(id: number, request: RequestInfo): Promise<boolean> {
    return database.transactional(async (em) => {
      const which = { id, purpose: { $in: [...presentable] } };
      const token = await em.findOne(Token, which);
      if (token === null || (await em.nativeDelete(Token, which)) === 0) return false;
      const about = { user: token.user.id, token: id, request };
      recordAudit(em, { event: "token_revoke", outcome: "success", at: clock.now(), ...about });
      return true;
    });
  }

  /** Ends every token of an account that is of these kinds. Returns how many there were. */
  async function revokeOf(userId: number, kinds: readonly TokenKind[], request: RequestInfo): Promise<number> {
    return database.transactional(async (em) => {
      const revoked = await em.nativeDelete(Token, { user: userId, purpose: { $in: [...kinds] } });
      recordAudit(em, { event: "token_revoke_all", outcome: "success", at: clock.now(), user: userId, request });
      return revoked;
    });
  }

  /** Ends every token that exists now, whatever its purpose; one that is issued meanwhile stays. Returns how many there were. */
  async function revokeAll(request: RequestInfo, onProgress?: OnProgress): Promise<number> {
    const now = clock.now();
    const [newest] = await database.fork().find(Token, {}, { fields: ["id"], orderBy: { id: "desc" }, limit: 1 });
    const existing = { id: { $lte: newest?.id ?? 0 } };
    return inBatches(database, {
      async step(em, limit) {
        const skippingLocked = await em.find(Token, existing, { ...lockSome, orderBy: { id: "asc" }, limit });
        if (skippingLocked.length > 0) return deleteTokens(em, skippingLocked);
        // Waits for a locked row while no other is locked, so that no deadlock is possible.
        return deleteTokens(em, await em.find(Token, existing, { ...lockOne, orderBy: { id: "asc" }, limit: 1 }));
      },
      record: (em) => recordAudit(em, { event: "token_revoke_all", outcome: "success", at: now, user: null, request }),
      onProgress,
    });
  }

  /** Deletes tokens of all purposes that have expired. Returns how many there were. */
  async function purge(request: RequestInfo, onProgress?: OnProgress): Promise<number> {
    const now = clock.now();
    const expired = { expiresAt: { $lte: now } };
    return inBatches(database, {
      step: async (em, limit) =>
        deleteTokens(em, await em.find(Token, expired, { ...lockSome, orderBy: { expiresAt: "asc" }, limit })),
      record: (em) => recordAudit(em, { event: "token_purge", outcome: "success", at: now, user: null, request }),
      onProgress,
    });
  }

  return { list, issue, issueApiToken: issueApi, revoke, revokeOf, revokeAll, purge };
}

const idOnly = { fields: ["id"], disableIdentityMap: true } as const;
/** Skips locked rows: they are being revoked or renewed, and waiting for them could deadlock. */
const lockSome = { ...idOnly, lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE } as const;
const lockOne = { ...idOnly, lockMode: LockMode.PESSIMISTIC_WRITE } as const;

function deleteTokens(em: Em, tokens: { id: number }[]): Promise<number> {
  return em.nativeDelete(Token, { id: { $in: tokens.map(({ id }) => id) } });
}

import type { MintedToken } from "@levelup/contract";
import { recordAudit } from "../audit/audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { inSteps } from "../db/in-steps.ts";
import type { TokenSettings } from "../env.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { mintToken } from "./mint-token.ts";
import { Token } from "./token.entity.ts";
import { describeToken, type TokenDescription } from "./token.service.ts";

export type TokenOperatorService = ReturnType<typeof createTokenOperatorService>;

type OnProgress = (done: number) => void;

/** Rows that somebody else has locked are left for a later step: two that delete in different orders never deadlock. */
const purgeStep = `
  delete from tokens where id in (
    select id from tokens where expires_at <= ? order by expires_at limit ? for update skip locked) returning id`;

const revokeStep = `
  delete from tokens where id in (
    select id from tokens where id <= ? order by id limit ? for update skip locked) returning id`;

/** Waits for a row that is locked, and holds no other meanwhile. */
const revokeOneStep = `
  delete from tokens where id in (select id from tokens where id <= ? order by id limit 1 for update) returning id`;

/** What an operator may do with anybody's tokens. */
export function createTokenOperatorService({
  database,
  settings,
  clock,
}: {
  database: Database;
  settings: TokenSettings;
  clock: Clock;
}) {
  /** An account's live tokens, newest first. */
  async function list(userId: number): Promise<TokenDescription[]> {
    const live = { user: userId, expiresAt: { $gt: clock.now() } };
    return (await database.fork().find(Token, live, { orderBy: { id: "desc" } })).map(describeToken);
  }

  /** Mints a token, which only the answer holds. @throws ACCOUNT_INACTIVE, also for an account that is not there. */
  async function issue(
    userId: number,
    device: string | undefined,
    request: RequestInfo,
  ): Promise<MintedToken & { id: number }> {
    const now = clock.now();
    return database.fork().transactional(async (em) => {
      const active = await em.execute("select id from users where id = ? and is_active for update", [userId]);
      if (active.length === 0) throw new LevelUpError("ACCOUNT_INACTIVE");
      const minted = await mintToken(em, settings, { userId, device, request, now });
      const about = { userId, tokenId: minted.id, request };
      await recordAudit(em, { event: "token_issue", outcome: "success", at: now, ...about });
      return minted;
    });
  }

  /** Ends one token, whoever has it. Returns whether there was one. */
  async function revoke(id: number, request: RequestInfo): Promise<boolean> {
    return database.fork().transactional(async (em) => {
      const [row] = await em.execute<{ user_id: number }[]>("delete from tokens where id = ? returning user_id", [id]);
      if (row === undefined) return false;
      const about = { userId: row.user_id, tokenId: id, request };
      await recordAudit(em, { event: "token_revoke", outcome: "success", at: clock.now(), ...about });
      return true;
    });
  }

  /** Ends every token of an account. Returns how many there were. */
  async function revokeOf(userId: number, request: RequestInfo): Promise<number> {
    return database.fork().transactional(async (em) => {
      const revoked = await em.nativeDelete(Token, { user: userId });
      await recordAudit(em, { event: "token_revoke_all", outcome: "success", at: clock.now(), userId, request });
      return revoked;
    });
  }

  /** Ends every token that there is now; one that is minted meanwhile stays. Returns how many there were. */
  async function revokeAll(request: RequestInfo, onProgress?: OnProgress): Promise<number> {
    const [newest] = await database.fork().execute<{ id: string | null }[]>("select max(id) as id from tokens");
    const last = newest?.id ?? 0;
    return inSteps(database, {
      step: async (em, atMost) => {
        const rows = await em.execute(revokeStep, [last, atMost]);
        return rows.length > 0 ? rows.length : (await em.execute(revokeOneStep, [last])).length;
      },
      record: (em) =>
        recordAudit(em, { event: "token_revoke_all", outcome: "success", at: clock.now(), userId: null, request }),
      onProgress,
    });
  }

  /** Deletes tokens that have expired. Returns how many there were. */
  async function purge(request: RequestInfo, onProgress?: OnProgress): Promise<number> {
    const now = clock.now();
    return inSteps(database, {
      step: async (em, atMost) => (await em.execute(purgeStep, [now, atMost])).length,
      record: (em) => recordAudit(em, { event: "token_purge", outcome: "success", at: now, userId: null, request }),
      onProgress,
    });
  }

  return { list, issue, revoke, revokeOf, revokeAll, purge };
}

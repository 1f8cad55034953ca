import type { Account } from "@levelup/contract";
import DataLoader from "dataloader";
import type { Logger } from "pino";
import { type AccountUser, describeAccount } from "../accounts/account.ts";
import { User } from "../accounts/user.entity.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { entityColumns } from "../db/entity-columns.ts";
import { LevelUpError } from "../errors.ts";
import { expiriesAt } from "./issue-token.ts";
import { Token } from "./token.entity.ts";
import type { TokenSettings } from "./token.settings.ts";
import { digestToken, isCredential, type TokenPurpose } from "./token-format.ts";

/** Who makes an authenticated call, by which token, and the account as it was when the token was checked. */
export type Actor = {
  readonly userId: number;
  readonly tokenId: number;
  readonly purpose: TokenPurpose;
  /** When the device last proved who uses it: by a login, or by a proof since. */
  readonly authenticatedAt: Date;
  readonly username: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly account: Readonly<Account>;
};

/** Tells who presents a token. @throws TOKEN_INVALID, TOKEN_EXPIRED, ACCOUNT_INACTIVE or SCOPE_MISSING. */
export type VerifyToken = (token: string) => Promise<Actor>;

/** A token as the check reads it, beside the columns of its user. Times in milliseconds. */
type TokenRow = {
  digest: string;
  bio: string | null;
  token_id: number;
  purpose: TokenPurpose;
  authenticated_ms: number;
  used_ms: number | null;
  expires_ms: number;
  hard_expires_ms: number;
};

/**
 * Everything that a call needs to know of its token, `account.me` included, for digests in hex, separated by commas.
 *
 * Hand-written, because by entities it takes seven times the CPU, and every call runs it. The `limit` makes PostgreSQL
 * use the index however small the table is; the inner `select` hides the number of digests, so that one plan serves all.
 */
export const tokenQuery = (userColumns: string) => `
  select wanted.digest, found.* from unnest((select string_to_array($1::text, ','))) wanted (digest)
  cross join lateral (
    select ${userColumns}, g.bio, t.id::float8 as token_id, t.purpose,
      (extract(epoch from coalesce(t.authenticated_at, t.created_at)) * 1000)::float8 as authenticated_ms,
      (extract(epoch from t.last_used_at) * 1000)::float8 as used_ms,
      (extract(epoch from t.expires_at) * 1000)::float8 as expires_ms,
      (extract(epoch from t.hard_expires_at) * 1000)::float8 as hard_expires_ms
    from tokens t join users u on u.id = t.user_id left join gamers g on g.user_id = u.id
    where t.digest = decode(wanted.digest, 'hex') and t.purpose in ('session', 'api') limit 1) found`;

const minuteMs = 60 * 1000;

/**
 * Makes the check of a presented token. Every check asks the database: a token is refused from the commit on that ended
 * it. Checks of one turn of the event loop share a query. The digest is looked up by an index, so nothing is compared
 * byte by byte with a secret.
 */
export function createVerifyToken({
  database,
  settings,
  clock,
  log,
}: {
  database: Database;
  settings: TokenSettings;
  clock: Clock;
  log: Logger;
}): VerifyToken {
  const user = entityColumns(database.orm, User, "u", ["usernameKey", "passwordHash", "devices", "pendingEmail"]);
  const query = database.prepareUrgent<TokenRow>(tokenQuery(user.sql));
  const lookUp = new DataLoader<string, TokenRow | undefined>(
    async (digests) => {
      const rows = new Map((await query([digests.join(",")])).map((row) => [row.digest, row]));
      return digests.map((digest) => rows.get(digest));
    },
    { cache: false, batchScheduleFn: setImmediate },
  );

  /** Tokens whose use is being written down: of calls at the same time, one does it. */
  const renewing = new Set<number>();

  return async function verifyToken(presented) {
    if (!isCredential(presented)) throw new LevelUpError("TOKEN_INVALID");
    const row = await lookUp.load(digestToken(presented).toString("hex"));
    if (row === undefined) throw new LevelUpError("TOKEN_INVALID");
    const owner: AccountUser = user.read(row);
    if (!owner.isActive) throw new LevelUpError("ACCOUNT_INACTIVE");
    const now = clock.now();
    if (row.expires_ms <= now.getTime()) throw new LevelUpError("TOKEN_EXPIRED");
    // No scope exists that would let an API token do anything.
    if (row.purpose !== "session") throw new LevelUpError("SCOPE_MISSING");
    if (isRenewalDue(row, now) && !renewing.has(row.token_id)) await renew(row, now);
    return {
      userId: owner.id,
      tokenId: row.token_id,
      purpose: row.purpose,
      authenticatedAt: new Date(row.authenticated_ms),
      username: owner.username,
      isStaff: owner.isStaff,
      isSuperuser: owner.isSuperuser,
      account: describeAccount(owner, row.bio ?? ""),
    };
  };

  function isRenewalDue({ used_ms }: TokenRow, now: Date): boolean {
    // A use in the future was written down by a clock that was wrong.
    return used_ms === null || Math.abs(now.getTime() - used_ms) >= settings.renewMinutes * minuteMs;
  }

  /** Moves the idle expiry on, unless another call has done so or an operator has shortened it since it was read. */
  async function renew({ token_id: id, used_ms, expires_ms, hard_expires_ms }: TokenRow, now: Date): Promise<void> {
    const idleMs = expiriesAt(now, settings).idle.getTime();
    // PostgreSQL keeps microseconds, and a Date milliseconds.
    const lastUsedAt = used_ms === null ? null : { $lt: new Date(used_ms + 1) };
    const unchanged = { id, lastUsedAt, expiresAt: { $gte: new Date(expires_ms) } };
    const renewed = { lastUsedAt: now, expiresAt: new Date(Math.min(idleMs, hard_expires_ms)) };
    renewing.add(id);
    try {
      await database.fork().nativeUpdate(Token, unchanged, renewed);
    } catch (error) {
      // The call itself needs no write, and the next one tries again.
      log.warn({ err: error, tokenId: id }, "use of a token not written");
    } finally {
      renewing.delete(id);
    }
  }
}

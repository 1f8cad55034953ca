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
import { introspectScope, type Scopes, splitScopes } from "./scopes.ts";
import { Token } from "./token.entity.ts";
import type { TokenSettings } from "./token.settings.ts";
import { digestToken, isCredential, type TokenPurpose } from "./token-format.ts";

/** Who makes an authenticated call, by which token, and the account as it was when the token was checked. */
export type Actor = {
  readonly userId: number;
  readonly tokenId: number;
  readonly purpose: TokenPurpose;
  /** What the token may do. A session may do all that its owner can let an API token do, and what no scope covers. */
  readonly scopes: readonly string[];
  /** When the device last proved who uses it: by a login, or by a proof since. */
  readonly authenticatedAt: Date;
  readonly username: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly account: Readonly<Account>;
};

/**
 * Tells who presents a token, for something that asks for a scope. Without one it is for sessions only: what says nothing
 * about API tokens is closed to them.
 *
 * @throws TOKEN_INVALID, TOKEN_EXPIRED, ACCOUNT_INACTIVE or SCOPE_MISSING.
 */
type VerifyToken = (token: string, scope?: string) => Promise<Actor>;

/** What another service learns of a token that was presented to it. */
export type Introspected = { actor: Actor; createdAt: Date; expiresAt: Date };

export type TokenCheck = {
  verify: VerifyToken;
  /** Tells whose a token is, whatever its scopes; null for one that is not accepted. That counts as its use. */
  introspect(token: string): Promise<Introspected | null>;
};

/** A token as the check reads it, beside the columns of its user. Times in milliseconds. */
type TokenRow = {
  digest: string;
  bio: string | null;
  token_id: number;
  purpose: TokenPurpose;
  scopes: string | null;
  created_ms: number;
  authenticated_ms: number | null;
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
    select ${userColumns}, g.bio, t.id::float8 as token_id, t.purpose, t.scopes,
      (extract(epoch from t.created_at) * 1000)::float8 as created_ms,
      (extract(epoch from t.authenticated_at) * 1000)::float8 as authenticated_ms,
      (extract(epoch from t.last_used_at) * 1000)::float8 as used_ms,
      (extract(epoch from t.expires_at) * 1000)::float8 as expires_ms,
      (extract(epoch from t.hard_expires_at) * 1000)::float8 as hard_expires_ms
    from tokens t join users u on u.id = t.user_id left join gamers g on g.user_id = u.id
    where t.digest = decode(wanted.digest, 'hex') and t.purpose in ('session', 'api') limit 1) found`;

const minuteMs = 60 * 1000;

/** Columns of a user that no answer shows. */
const userSecrets = ["usernameKey", "passwordHash", "passkeyHandle", "devices", "pendingEmail"] as const;

/**
 * Makes the check of a presented token. Every check asks the database: a token is refused from the commit on that ended
 * it. Checks of one turn of the event loop share a query. The digest is looked up by an index, so nothing is compared
 * byte by byte with a secret.
 */
export function createTokenCheck({
  database,
  settings,
  scopes: grantable,
  clock,
  log,
}: {
  database: Database;
  settings: TokenSettings;
  /** The scopes that a gamer can give. */
  scopes: Scopes;
  clock: Clock;
  log: Logger;
}): TokenCheck {
  const user = entityColumns(database.orm, User, "u", userSecrets);
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

  const ofSessions = Object.keys(grantable);

  type Found = { row: TokenRow; owner: AccountUser; scopes: readonly string[]; now: Date };

  async function find(presented: string): Promise<Found> {
    if (!isCredential(presented)) throw new LevelUpError("TOKEN_INVALID");
    const row = await lookUp.load(digestToken(presented).toString("hex"));
    if (row === undefined) throw new LevelUpError("TOKEN_INVALID");
    const owner: AccountUser = user.read(row);
    if (!owner.isActive) throw new LevelUpError("ACCOUNT_INACTIVE");
    const now = clock.now();
    if (row.expires_ms <= now.getTime()) throw new LevelUpError("TOKEN_EXPIRED");
    return { row, owner, scopes: row.purpose === "session" ? ofSessions : splitScopes(row.scopes), now };
  }

  /** Writes down that a token is used, and by whom it is. */
  async function use({ row, owner, scopes, now }: Found): Promise<Actor> {
    if (isRenewalDue(row, now) && !renewing.has(row.token_id)) await renew(row, now);
    return {
      userId: owner.id,
      tokenId: row.token_id,
      purpose: row.purpose,
      scopes,
      authenticatedAt: new Date(row.authenticated_ms ?? row.created_ms),
      username: owner.username,
      isStaff: owner.isStaff,
      isSuperuser: owner.isSuperuser,
      account: describeAccount(owner, row.bio ?? ""),
    };
  }

  async function verify(presented: string, scope?: string): Promise<Actor> {
    const found = await find(presented);
    if (!allows(found.row.purpose, found.scopes, scope)) {
      throw new LevelUpError("SCOPE_MISSING", scope === undefined ? {} : { scope });
    }
    return use(found);
  }

  async function introspect(presented: string): Promise<Introspected | null> {
    try {
      const found = await find(presented);
      const { created_ms, expires_ms } = found.row;
      return { actor: await use(found), createdAt: new Date(created_ms), expiresAt: new Date(expires_ms) };
    } catch (error) {
      if (error instanceof LevelUpError && error.definition.status === 401) return null;
      throw error;
    }
  }

  function isRenewalDue({ used_ms }: TokenRow, now: Date): boolean {
    // A use in the future was written down by a clock that was wrong.
    return used_ms === null || Math.abs(now.getTime() - used_ms) >= settings.renewMinutes * minuteMs;
  }

  /** Moves the idle expiry of a session on, unless another call has done so or an operator has shortened it since it was read. */
  async function renew(row: TokenRow, now: Date): Promise<void> {
    const { token_id: id, used_ms, expires_ms, hard_expires_ms } = row;
    const idleMs = expiriesAt(now, settings).idle.getTime();
    // PostgreSQL keeps microseconds, and a Date milliseconds.
    const lastUsedAt = used_ms === null ? null : { $lt: new Date(used_ms + 1) };
    const unchanged = { id, lastUsedAt, expiresAt: { $gte: new Date(expires_ms) } };
    const expiresAt = new Date(Math.min(idleMs, hard_expires_ms));
    // The expiry of an API token stays as its owner chose it.
    const renewed = { lastUsedAt: now, ...(row.purpose === "session" ? { expiresAt } : {}) };
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
  return { verify, introspect };
}

/** Default deny: an API token may do what asks for a scope that it has, and nothing else. */
function allows(purpose: TokenPurpose, scopes: readonly string[], scope: string | undefined): boolean {
  if (purpose === "session") return scope !== introspectScope;
  return scope !== undefined && scopes.includes(scope);
}

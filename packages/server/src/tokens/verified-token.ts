import type { Account } from "@levelup/contract";
import { type AccountRow, accountColumns, readAccount } from "../accounts/account.query.ts";

/** Who makes an authenticated call, by which token, and the account as it was when the token was checked. */
export type Actor = {
  readonly userId: number;
  readonly tokenId: number;
  readonly username: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly account: Readonly<Account>;
};

/** A token that was found good. */
export type VerifiedToken = {
  readonly actor: Actor;
  readonly expiresMs: number;
  /** When it was last used, as far as the idle expiry knows. */
  usedMs: number | null;
};

export type TokenRow = AccountRow & {
  /** In hex. */
  digest: string;
  token_id: number;
  is_active: boolean;
  is_staff: boolean;
  is_superuser: boolean;
  expires_ms: number;
  used_ms: number | null;
};

/** When a token expires, exactly: to recognise the same value again. */
export const expiryColumn = "(extract(epoch from t.expires_at) * 1000)::float8";

/**
 * All that most calls need to know, `account.me` too, of the tokens whose digests are given in hex, with commas. Each is
 * looked up by index, however small the tables, for the `limit`'s sake; and for the inner `select`'s the planner cannot
 * count the digests, and so keeps one plan instead of making one for each call.
 */
export const tokenQuery = `
  select asked.digest, found.* from unnest((select string_to_array($1::text, ','))) asked (digest) cross join lateral (
    select t.id::float8 as token_id, u.is_active, u.is_staff, u.is_superuser, ${accountColumns},
      ${expiryColumn} as expires_ms,
      (extract(epoch from t.last_used_at) * 1000)::float8 as used_ms
    from tokens t join users u on u.id = t.user_id left join gamers g on g.user_id = u.id
    where t.digest = decode(asked.digest, 'hex') limit 1) found`;

export function readVerifiedToken(row: TokenRow): VerifiedToken {
  return {
    actor: Object.freeze({
      userId: row.user_id,
      tokenId: row.token_id,
      username: row.username,
      isStaff: row.is_staff,
      isSuperuser: row.is_superuser,
      account: Object.freeze(readAccount(row)),
    }),
    expiresMs: row.expires_ms,
    usedMs: row.used_ms,
  };
}

import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { TokenSettings } from "../env.ts";
import { LevelUpError } from "../errors.ts";
import { expiriesAt } from "./mint-token.ts";
import { digestToken, isTokenShaped } from "./token-format.ts";

/** Who makes an authenticated call, and by which token. */
export type Actor = { userId: number; tokenId: number; username: string; isStaff: boolean; isSuperuser: boolean };

type TokenRow = {
  id: number;
  user_id: number;
  username: string;
  is_active: boolean;
  is_staff: boolean;
  is_superuser: boolean;
  expires_ms: number;
  used_ms: number | null;
};

const minuteMs = 60 * 1000;

const tokenQuery = `
  select t.id::float8 as id, t.user_id, u.username, u.is_active, u.is_staff, u.is_superuser,
    (extract(epoch from t.expires_at) * 1000)::float8 as expires_ms,
    (extract(epoch from t.last_used_at) * 1000)::float8 as used_ms
  from tokens t join users u on u.id = t.user_id
  where t.digest = ?`;

/** Of many requests at once the row lock lets one write; for the others the condition no longer holds. */
const renewal = `
  update tokens set last_used_at = ?, expires_at = least(?, hard_expires_at)
  where id = ? and (last_used_at is null or last_used_at <= ?)`;

/**
 * Makes the check of a presented token: one query by its digest, and now and then a write that moves the idle expiry
 * on. The digest is looked up by the index, so nothing is compared byte by byte with a secret.
 *
 * The check throws TOKEN_INVALID, TOKEN_EXPIRED or ACCOUNT_INACTIVE.
 */
export function createTokenVerifier({
  database,
  settings,
  clock,
}: {
  database: Database;
  settings: TokenSettings;
  clock: Clock;
}): (token: string) => Promise<Actor> {
  const connection = database.orm.em.getConnection();

  async function renew(id: number, now: Date): Promise<void> {
    const usedBefore = new Date(now.getTime() - settings.renewMinutes * minuteMs);
    await connection.execute(renewal, [now, expiriesAt(now, settings).idle, id, usedBefore], "run");
  }

  return async function verifyToken(token) {
    if (!isTokenShaped(token)) throw new LevelUpError("TOKEN_INVALID");
    const [row] = await connection.execute<TokenRow[]>(tokenQuery, [digestToken(token)]);
    if (row === undefined) throw new LevelUpError("TOKEN_INVALID");
    if (!row.is_active) throw new LevelUpError("ACCOUNT_INACTIVE");
    const now = clock.now();
    if (row.expires_ms <= now.getTime()) throw new LevelUpError("TOKEN_EXPIRED");
    if (row.used_ms === null || row.used_ms <= now.getTime() - settings.renewMinutes * minuteMs) {
      await renew(row.id, now);
    }
    return {
      userId: row.user_id,
      tokenId: row.id,
      username: row.username,
      isStaff: row.is_staff,
      isSuperuser: row.is_superuser,
    };
  };
}

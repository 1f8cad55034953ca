import type { MintedToken } from "@levelup/contract";
import { cutUserAgent } from "../audit/audit.ts";
import type { Em } from "../db/database.ts";
import type { TokenSettings } from "../env.ts";
import type { RequestInfo } from "../request-info.ts";
import { Token } from "./token.entity.ts";
import { digestToken, generateToken } from "./token-format.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** When a token expires that is used at a time: unless it is used again, and at the latest. */
export function expiriesAt(now: Date, settings: TokenSettings): { idle: Date; hard: Date } {
  return {
    idle: new Date(now.getTime() + settings.idleDays * dayMs),
    hard: new Date(now.getTime() + settings.hardDays * dayMs),
  };
}

/**
 * Makes a token for a user and lets the oldest go beyond the limit. Call it within a transaction that has locked the
 * user's row, or has just inserted it: then of several logins at once each counts the others' tokens.
 *
 * @returns the token's id, and the token itself: it cannot be had again.
 */
export async function mintToken(
  em: Em,
  settings: TokenSettings,
  of: { userId: number; device: string | null | undefined; request: RequestInfo; now: Date },
): Promise<MintedToken & { id: number }> {
  const token = generateToken();
  const { idle, hard } = expiriesAt(of.now, settings);
  const inserted = await em.insert(Token, {
    digest: digestToken(token),
    user: of.userId,
    device: of.device || null,
    address: of.request.address,
    userAgent: cutUserAgent(of.request.userAgent),
    createdAt: of.now,
    lastUsedAt: of.now,
    expiresAt: idle,
    hardExpiresAt: hard,
  });
  await em.execute(
    `delete from tokens where id in (
       select id from tokens where user_id = ? order by (expires_at > ?) desc, id desc offset ?)`,
    [of.userId, of.now, settings.perUser],
  );
  // PostgreSQL's driver reads a bigint as a text, and `insert` hands it on as it came.
  return { id: Number(inserted), token, expiresAt: idle.toISOString() };
}

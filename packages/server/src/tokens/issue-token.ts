import type { MintedToken } from "@levelup/contract";
import type { User } from "../accounts/user.entity.ts";
import { cutUserAgent } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import type { RequestInfo } from "../request-info.ts";
import { Token } from "./token.entity.ts";
import type { TokenSettings } from "./token.settings.ts";
import { digestToken, generateToken } from "./token-format.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** When a token that is used at a time expires: unless it is used again, and at the latest. */
export function expiriesAt(now: Date, settings: TokenSettings): { idle: Date; hard: Date } {
  return {
    idle: new Date(now.getTime() + settings.idleDays * dayMs),
    hard: new Date(now.getTime() + settings.hardDays * dayMs),
  };
}

/** Until when a device that has proved who uses it may change how one gets into the account. */
export function freshUntil(authenticatedAt: Date, { freshMinutes }: Pick<TokenSettings, "freshMinutes">): Date {
  return new Date(authenticatedAt.getTime() + freshMinutes * 60_000);
}

/**
 * Adds a new token to the unit of work of `em`. Only `minted` holds its secret, which cannot be had again.
 */
export function issueToken(
  em: Em,
  settings: TokenSettings,
  {
    user,
    device,
    passkeyId,
    request,
    now,
  }: {
    user: User | number;
    device?: string | null | undefined;
    passkeyId?: number | undefined;
    request: RequestInfo;
    now: Date;
  },
): { token: Token; minted: MintedToken } {
  const secret = generateToken();
  const { idle, hard } = expiriesAt(now, settings);
  const token = em.create(Token, {
    digest: digestToken(secret),
    user,
    purpose: "session",
    passkeyId: passkeyId ?? null,
    device: device || null,
    address: request.address,
    userAgent: cutUserAgent(request.userAgent),
    createdAt: now,
    authenticatedAt: now,
    lastUsedAt: now,
    expiresAt: idle,
    hardExpiresAt: hard,
  });
  return { token, minted: { token: secret, expiresAt: idle.toISOString() } };
}

/**
 * Replaces a token by a new one of the same device that expires as it did, and is fresh since `authenticatedAt`. Null when
 * it has ended: of calls at the same time, one replaces it.
 */
export async function renewToken(
  em: Em,
  id: number,
  now: Date,
  authenticatedAt = now,
): Promise<{ token: Token; minted: MintedToken } | null> {
  const old = await em.findOne(Token, { id, purpose: "session" }, { disableIdentityMap: true });
  if (old === null || (await em.nativeDelete(Token, { id, purpose: "session" })) === 0) return null;
  const secret = generateToken();
  const token = em.create(Token, {
    digest: digestToken(secret),
    user: old.user.id,
    purpose: "session",
    passkeyId: old.passkeyId,
    device: old.device,
    address: old.address,
    userAgent: old.userAgent,
    createdAt: old.createdAt,
    authenticatedAt,
    lastUsedAt: now,
    expiresAt: old.expiresAt,
    hardExpiresAt: old.hardExpiresAt,
  });
  return { token, minted: { token: secret, expiresAt: old.expiresAt.toISOString() } };
}

/**
 * Deletes the oldest tokens of a user, expired ones first, so that one more may be issued. To be called in a
 * transaction that has locked the user's row: parallel logins then count each other's tokens.
 */
export async function makeRoomForToken(em: Em, settings: TokenSettings, userId: number, now: Date): Promise<void> {
  const newestFirst = { fields: ["id", "expiresAt"], orderBy: { id: "desc" }, disableIdentityMap: true } as const;
  const tokens = await em.find(Token, { user: userId, purpose: "session" }, newestFirst);
  const isLive = (token: { expiresAt: Date }) => token.expiresAt > now;
  const surplus = [...tokens.filter(isLive), ...tokens.filter((token) => !isLive(token))].slice(settings.perUser - 1);
  if (surplus.length > 0) await em.nativeDelete(Token, { id: { $in: surplus.map(({ id }) => id) } });
}

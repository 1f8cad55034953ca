import type { MintedToken } from "@levelup/contract";
import { cutUserAgent } from "../audit/audit.ts";
import type { NamedValues } from "../db/by-name.ts";
import type { Em } from "../db/database.ts";
import type { TokenSettings } from "../env.ts";
import type { RequestInfo } from "../request-info.ts";
import { digestToken, generateToken } from "./token-format.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** When a token expires that is used at a time: unless it is used again, and at the latest. */
export function expiriesAt(now: Date, settings: TokenSettings): { idle: Date; hard: Date } {
  return {
    idle: new Date(now.getTime() + settings.idleDays * dayMs),
    hard: new Date(now.getTime() + settings.hardDays * dayMs),
  };
}

type NewToken = { device: string | null | undefined; request: RequestInfo; now: Date };

/** Inserts a token. Whose it is, is SQL: a statement that makes the user knows its id only then. */
export function tokenInsert({ userId, from }: { userId: string; from: string }): string {
  return `
    insert into tokens (digest, user_id, device, address, user_agent,
      created_at, last_used_at, expires_at, hard_expires_at)
    select :digest, ${userId}, :device, :address, :userAgent, :now, :now, :idleExpiry, :hardExpiry ${from}
    returning id`;
}

/** A fresh token, and the values of {@link tokenInsert}. It cannot be had again. */
export function makeToken(settings: TokenSettings, of: NewToken): { minted: MintedToken; values: NamedValues } {
  const token = generateToken();
  const { idle, hard } = expiriesAt(of.now, settings);
  const values = {
    digest: digestToken(token),
    device: of.device || null,
    address: of.request.address,
    userAgent: cutUserAgent(of.request.userAgent),
    now: of.now,
    idleExpiry: idle,
    hardExpiry: hard,
  };
  return { minted: { token, expiresAt: idle.toISOString() }, values };
}

/**
 * The part of a statement that inserts a token, `minted`, and lets the oldest go beyond the limit. The new token is not
 * among those that the statement sees, and is one of them. Use it within a transaction that has locked the user's row:
 * then of several logins at once each counts the others' tokens.
 */
export const tokenMint = `
  minted as (${tokenInsert({ userId: ":userId::int", from: "" })}),
  trimmed as (
    delete from tokens where id in (
      select id from tokens where user_id = :userId order by (expires_at > :now) desc, id desc offset :others))`;

/** A fresh token, and the values of {@link tokenMint}. */
export function makeTokenOf(userId: number, settings: TokenSettings, of: NewToken): ReturnType<typeof makeToken> {
  const { minted, values } = makeToken(settings, of);
  return { minted, values: { ...values, userId, others: settings.perUser - 1 } };
}

/** Makes a token for a user, as {@link tokenMint} does and where it may be used. */
export async function mintToken(
  em: Em,
  settings: TokenSettings,
  { userId, ...of }: NewToken & { userId: number },
): Promise<MintedToken & { id: number }> {
  const { minted, values } = makeTokenOf(userId, settings, of);
  const [row] = await em.execute<{ id: number }[]>(`with ${tokenMint} select id::float8 as id from minted`, values);
  if (row === undefined) throw new Error("a token just inserted is not there");
  return { ...minted, id: row.id };
}

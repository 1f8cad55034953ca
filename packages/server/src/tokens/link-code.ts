import { LockMode } from "@mikro-orm/core";
import { User } from "../accounts/user.entity.ts";
import type { Em } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import { Token } from "./token.entity.ts";
import { digestToken, generateToken, isTokenShaped } from "./token-format.ts";

/** What a link can be good for. */
type LinkPurpose = "reset" | "verify";

/** Of an account and a purpose. People follow the older of two mails, so that a new link does not end the one before. */
const maxLinks = 3;

/**
 * Adds the code of a link to the unit of work of `em`; its secret is in the answer alone. To be called in a transaction
 * that has locked the user's row: parallel ones then count each other's links.
 *
 * @param sentTo the address that it goes to; null for one that an operator hands out
 */
export async function issueLinkCode(
  em: Em,
  link: { user: User; purpose: LinkPurpose; sentTo: string | null; lifetimeMs: number; now: Date },
): Promise<{ code: string; expiresAt: Date }> {
  const { user, purpose, sentTo, lifetimeMs, now } = link;
  const newestFirst = { fields: ["id"], orderBy: { id: "desc" }, disableIdentityMap: true } as const;
  const surplus = (await em.find(Token, { user: user.id, purpose }, newestFirst)).slice(maxLinks - 1);
  if (surplus.length > 0) await em.nativeDelete(Token, { purpose, id: { $in: surplus.map(({ id }) => id) } });
  const code = generateToken(purpose);
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  em.create(Token, {
    digest: digestToken(code),
    user,
    purpose,
    sentTo,
    createdAt: now,
    expiresAt,
    hardExpiresAt: expiresAt,
  });
  return { code, expiresAt };
}

/** The live token of a link's code, without a query for what cannot be one. @throws LINK_INVALID. */
export async function findLinkCode(em: Em, code: string, purpose: LinkPurpose, now: Date): Promise<Token> {
  const token = isTokenShaped(code, purpose)
    ? await em.findOne(Token, { digest: digestToken(code), purpose, expiresAt: { $gt: now } })
    : null;
  if (token === null) throw new LevelUpError("LINK_INVALID");
  return token;
}

/**
 * Ends the code of a link, once: of calls at the same time, one gets the account, locked. Within the caller's
 * transaction, which locks the user's row before the token's as logins do.
 *
 * @throws LINK_INVALID.
 */
export async function consumeLinkCode(
  em: Em,
  code: string,
  purpose: LinkPurpose,
  now: Date,
): Promise<{ user: User; sentTo: string | null }> {
  const { id, user, sentTo } = await findLinkCode(em, code, purpose, now);
  const active = { id: user.id, isActive: true };
  const owner = await em.findOne(User, active, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const ended = await em.nativeDelete(Token, { id, purpose });
  if (owner === null || ended === 0) throw new LevelUpError("LINK_INVALID");
  return { user: owner, sentTo: sentTo ?? null };
}

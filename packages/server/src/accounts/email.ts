import type { ChangeEmailOutput, ConfirmEmailOutput } from "@levelup/contract";
import { LockMode } from "@mikro-orm/core";
import { recordAudit } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { consumeLinkCode } from "../tokens/link-code.ts";
import { Token } from "../tokens/token.entity.ts";
import type { Actor } from "../tokens/verify-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { queueAccountMail } from "./queue-account-mail.ts";
import { User } from "./user.entity.ts";

/**
 * Mails a link that confirms the account's address. Not accepted when it has none, or has confirmed it.
 *
 * @throws NOT_OFFERED, RATE_LIMITED.
 */
export async function requestEmailVerification(
  { database, throttle, clock, mailOffered }: AccountDeps,
  actor: Actor,
  request: RequestInfo,
): Promise<{ accepted: boolean }> {
  if (!mailOffered) throw new LevelUpError("NOT_OFFERED");
  const { email, emailVerified } = actor.account;
  if (email === "" || emailVerified) return { accepted: false };
  await throttle.countMail(actor);
  const em = database.fork();
  queueAccountMail(em, { kind: "confirm_address", user: actor.userId, address: email, request, now: clock.now() });
  await em.flush();
  return { accepted: true };
}

/**
 * Asks for another address, which the account gets when a link that is mailed there is followed: of several, the last.
 * An empty one removes the account's address at once.
 *
 * @throws NOT_OFFERED when no link can be mailed; RATE_LIMITED; OVERLOADED; TOKEN_INVALID when the account was deleted
 * after its token was checked.
 */
export async function changeEmail(
  { database, throttle, turns, clock, mailOffered }: AccountDeps,
  actor: Actor,
  email: string,
  request: RequestInfo,
): Promise<ChangeEmailOutput> {
  return turns(actor.userId, async () => {
    await throttle.countMail(actor);
    const now = clock.now();
    return database.transactional(async (em) => {
      const user = await em.findOne(User, actor.userId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (user === null) throw new LevelUpError("TOKEN_INVALID");
      user.pendingEmail = null;
      if (email === "" && user.email !== "") {
        await replaceEmail(em, { user, email: null, event: "removed", mailOffered, request, now });
        recordAudit(em, { event: "email_change", outcome: "success", at: now, user, token: actor.tokenId, request });
      } else if (email !== user.email) {
        if (!mailOffered) throw new LevelUpError("NOT_OFFERED");
        user.pendingEmail = email;
        queueAccountMail(em, { kind: "confirm_new_address", user, address: email, request, now });
      }
      return { email: user.email, pendingEmail: user.pendingEmail };
    });
  });
}

/**
 * Confirms the address that a link was mailed to: the one that the account has, or the one that it is to have.
 *
 * @throws LINK_INVALID, also for an address that is neither any more.
 */
export async function confirmEmail(
  { database, clock, mailOffered }: AccountDeps,
  code: string,
  request: RequestInfo,
): Promise<ConfirmEmailOutput> {
  const now = clock.now();
  return database.transactional(async (em) => {
    const { user, sentTo } = await consumeLinkCode(em, code, "verify", now);
    if (sentTo === null || (sentTo !== user.email && sentTo !== user.pendingEmail)) {
      throw new LevelUpError("LINK_INVALID");
    }
    const event = sentTo === user.email ? "email_verify" : "email_change";
    if (event === "email_verify") user.emailVerifiedAt ??= now;
    else await replaceEmail(em, { user, email: sentTo, event: "changed", mailOffered, request, now });
    recordAudit(em, { event, outcome: "success", at: now, user, request });
    return { username: user.username, email: sentTo };
  });
}

/** Gives an account a confirmed address or none, ends the links to the old one, and tells it if it was confirmed. */
async function replaceEmail(
  em: Em,
  change: {
    user: User;
    email: string | null;
    event: "changed" | "removed";
    mailOffered: boolean;
    request: RequestInfo;
    now: Date;
  },
): Promise<void> {
  const { user, email, event, mailOffered, request, now } = change;
  if (mailOffered && user.emailVerifiedAt) {
    queueAccountMail(em, { kind: "address_changed", user, address: user.email, event, request, now });
  }
  em.assign(user, { email: email ?? "", emailVerifiedAt: email === null ? null : now, pendingEmail: null });
  await em.nativeDelete(Token, { user: user.id, purpose: { $in: ["reset", "verify"] } });
}

import type { MintedToken } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { hashParty } from "../throttle/hash-party.ts";
import { issueToken } from "../tokens/issue-token.ts";
import { Token } from "../tokens/token.entity.ts";
import type { Actor } from "../tokens/verify-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { queueAccountMail } from "./queue-account-mail.ts";
import { User } from "./user.entity.ts";
import { unchanged, verifyThen } from "./verify-password.ts";

export type PasswordChange = { currentPassword: string; newPassword: string; endApiTokens?: boolean | undefined };

/** API tokens were made behind a proof, and outlast a change of the password unless its owner asks for their end. */
const endedByChange = { purpose: { $in: ["session", "reset", "second_factor"] } } as const;

/**
 * Writes a new password, ends the tokens of the account (ASVS 7.4.3), makes its devices unknown and drops the address
 * that waits to be confirmed, within the caller's transaction. Returns how many tokens there were, or null when no
 * account matches.
 */
export async function replacePassword(
  em: Em,
  user: { id: number; passwordHash?: string; isActive?: boolean },
  passwordHash: string,
  ended: "sessions" | "all",
): Promise<number | null> {
  if ((await em.nativeUpdate(User, user, { passwordHash, devices: [], pendingEmail: null })) === 0) return null;
  return em.nativeDelete(Token, { user: user.id, ...(ended === "all" ? {} : endedByChange) });
}

/**
 * Changes the password of the caller's account and issues a new token for this device.
 *
 * @throws WRONG_PASSWORD, RATE_LIMITED, OVERLOADED, TOKEN_INVALID when the account was deleted meanwhile, or a code of
 * the password policy.
 */
export async function changePassword(
  deps: AccountDeps,
  actor: Actor,
  { currentPassword, newPassword, endApiTokens }: PasswordChange,
  request: RequestInfo,
): Promise<MintedToken> {
  const { database, passwords, throttle, tokenSettings, clock, mailOffered } = deps;
  const limits = throttle.proof(actor);
  await limits.check();
  const em = database.fork();
  const user = await em.findOne(User, actor.userId);
  if (user === null) throw new LevelUpError("TOKEN_INVALID");
  passwords.assertAcceptable(newPassword, user, "newPassword");
  using place = passwords.admit(hashParty({ username: actor.username, address: request.address, isKnown: true }));
  await using attempt = await limits.consume();

  const changed = await verifyThen(deps, { user, password: currentPassword, place }, async (checked) => {
    const passwordHash = await passwords.hash(newPassword, place);
    const now = clock.now();
    return database.transactional(async (tx) => {
      const device = (await tx.findOne(Token, { id: actor.tokenId, purpose: "session" }))?.device;
      const ended = endApiTokens ? "all" : "sessions";
      if ((await replacePassword(tx, unchanged(checked), passwordHash, ended)) === null) return null;
      const { token, minted } = issueToken(tx, tokenSettings, { user: checked.id, device, request, now });
      const about = { at: now, user: checked.id, token, request };
      recordAudit(tx, { event: "password_change", outcome: "success", ...about });
      if (mailOffered) {
        queueAccountMail(tx, { kind: "password_changed", user: checked.id, device, event: "changed", request, now });
      }
      return minted;
    });
  });
  attempt.outcome = changed === null ? "failure" : "success";
  if (changed !== null) return changed.result;
  recordAudit(em, { event: "password_change", outcome: "failure", at: clock.now(), user, request });
  await em.flush();
  throw new LevelUpError("WRONG_PASSWORD", { field: "currentPassword" });
}

/**
 * Sets the password of an account, for an operator. Returns how many tokens that ended.
 *
 * @throws NOT_FOUND, or a code of the password policy.
 */
export async function setPassword(
  { database, passwords, clock, mailOffered }: Pick<AccountDeps, "database" | "passwords" | "clock" | "mailOffered">,
  userId: number,
  password: string,
  request: RequestInfo,
): Promise<number> {
  const user = await database.fork().findOne(User, userId);
  if (user === null) throw new LevelUpError("NOT_FOUND");
  passwords.assertAcceptable(password, user, "newPassword");
  const passwordHash = await passwords.hash(password);
  return database.transactional(async (em) => {
    const ended = await replacePassword(em, { id: userId }, passwordHash, "all");
    if (ended === null) throw new LevelUpError("NOT_FOUND");
    const now = clock.now();
    recordAudit(em, { event: "password_set", outcome: "success", at: now, user: userId, request });
    if (mailOffered) queueAccountMail(em, { kind: "password_changed", user: userId, event: "changed", request, now });
    return ended;
  });
}

import type { RequestPasswordResetInput, ResetPasswordInput } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import type { DeviceName } from "../throttle/devices.ts";
import { hashParty } from "../throttle/hash-party.ts";
import type { Attempt } from "../throttle/throttle.service.ts";
import { consumeLinkCode, findLinkCode } from "../tokens/link-code.ts";
import { isTokenShaped } from "../tokens/token-format.ts";
import type { AccountDeps } from "./account.service.ts";
import { queueAccountMail } from "./queue-account-mail.ts";
import { replacePassword } from "./replace-password.ts";
import { User } from "./user.entity.ts";

/**
 * Queues a mail with what was typed. No account is looked up before the mail is sent: whether there is one changes
 * neither the answer nor the time that it takes.
 *
 * @throws NOT_OFFERED, RATE_LIMITED.
 */
export async function requestPasswordReset(
  deps: AccountDeps,
  { login, deviceId }: RequestPasswordResetInput,
  request: RequestInfo,
): Promise<{ accepted: true }> {
  const { database, throttle, clock, mailOffered } = deps;
  if (!mailOffered) throw new LevelUpError("NOT_OFFERED");
  const claimed = throttle.devices.identify(deviceId);
  const { attempt: counted, device } = await countResetRequest(deps, login, claimed, request);
  await using attempt = counted;
  const now = clock.now();
  const em = database.fork();
  const onlyFor = device === null ? undefined : { userId: device.userId, device: device.name };
  queueAccountMail(em, { kind: "reset_password", asked: login, onlyFor, request, now });
  recordAudit(em, { event: "password_reset_request", outcome: "success", at: now, user: null, request });
  await em.flush();
  attempt.outcome = "success";
  return { accepted: true };
}

/**
 * Counts a request with those of strangers. When they have used up the requests for that name, a device can still ask:
 * the mail is then sent only if the account turns out to know the device.
 */
async function countResetRequest(
  { throttle }: Pick<AccountDeps, "throttle">,
  asked: string,
  claimed: DeviceName | null,
  { address }: RequestInfo,
): Promise<{ attempt: Attempt; device: DeviceName | null }> {
  async function count(device: DeviceName | null): Promise<{ attempt: Attempt; device: DeviceName | null }> {
    const limits = throttle.resetRequest({ asked, device, address });
    await limits.check();
    return { attempt: await limits.consume(), device };
  }
  try {
    return await count(null);
  } catch (error) {
    const isLimited = error instanceof LevelUpError && error.code === "RATE_LIMITED";
    if (!isLimited || claimed === null) throw error;
    return count(claimed);
  }
}

/**
 * Sets a new password by the code of a link, and ends every token of the account: no device is logged in afterwards. A
 * code that was mailed also confirms the address.
 *
 * @throws LINK_INVALID, RATE_LIMITED, OVERLOADED, or a code of the password policy, after which the link is still good.
 */
export async function resetPassword(
  { database, passwords, throttle, clock, mailOffered }: AccountDeps,
  { token: code, newPassword }: ResetPasswordInput,
  request: RequestInfo,
): Promise<{ username: string }> {
  if (!isTokenShaped(code, "reset")) throw new LevelUpError("LINK_INVALID");
  const limits = throttle.reset(request.address);
  await limits.check();
  await using attempt = await limits.consume();
  // Counted whatever becomes of it.
  attempt.outcome = "failure";
  const em = database.fork();
  const link = await findLinkCode(em, code, "reset", clock.now());
  const user = await em.findOneOrFail(User, link.user.id);
  passwords.assertAcceptable(newPassword, user, "newPassword");
  using place = passwords.admit(hashParty({ username: user.username, address: request.address }));
  const passwordHash = await passwords.hash(newPassword, place);
  const now = clock.now();
  return database.transactional(async (tx) => {
    const { user: owner, sentTo } = await consumeLinkCode(tx, code, "reset", now);
    if (sentTo !== null && sentTo !== owner.email) throw new LevelUpError("LINK_INVALID");
    if (sentTo !== null) owner.emailVerifiedAt ??= now;
    await replacePassword(tx, { id: owner.id }, passwordHash, "all");
    // Guesses at the old password shall not keep the owner out with the new one.
    await throttle.unlock(tx, { account: owner, address: null, factors: false });
    recordAudit(tx, { event: "password_reset", outcome: "success", at: now, user: owner, request });
    if (mailOffered) queueAccountMail(tx, { kind: "password_changed", user: owner, event: "reset", request, now });
    return { username: owner.username };
  });
}

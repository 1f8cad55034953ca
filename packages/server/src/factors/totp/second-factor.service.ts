import type { ActivateSecondFactorOutput, BeginSecondFactorOutput, FinishLoginOutput } from "@levelup/contract";
import { LockMode } from "@mikro-orm/core";
import type { AccountDeps } from "../../accounts/account.service.ts";
import { openSession } from "../../accounts/open-session.ts";
import { queueAccountMail } from "../../accounts/queue-account-mail.ts";
import { codeField, type StepCode } from "../../accounts/second-step.ts";
import { User } from "../../accounts/user.entity.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import type { Em } from "../../db/database.ts";
import { LevelUpError } from "../../errors.ts";
import type { RequestInfo } from "../../request-info.ts";
import { renewToken } from "../../tokens/issue-token.ts";
import { Token } from "../../tokens/token.entity.ts";
import { digestToken, isTokenShaped } from "../../tokens/token-format.ts";
import type { Actor } from "../../tokens/verify-token.ts";
import { RecoveryCode } from "./recovery-code.entity.ts";
import { replaceRecoveryCodes } from "./recovery-codes.ts";
import { SecondFactor } from "./second-factor.entity.ts";
import { findActive } from "./second-step.ts";
import { describeSeed, findStep, generateSeed } from "./totp.ts";

export type FinishLogin = StepCode & { challenge: string; device?: string | undefined; deviceId?: string | undefined };

export type SecondFactorService = ReturnType<typeof createSecondFactorService>;

const pendingMs = 10 * 60_000;

/** The use cases of an authenticator app: turning it on and off, and finishing a login with it. */
export function createSecondFactorService(deps: AccountDeps) {
  const { database, throttle, turns, keyring, secondStep, mailOffered, appName, clock, log } = deps;

  /**
   * Finishes a login whose password was right.
   *
   * @throws CHALLENGE_INVALID, WRONG_CODE after which the challenge is still good, RATE_LIMITED, UNAVAILABLE.
   */
  async function finishLogin(
    { challenge, device, deviceId, ...code }: FinishLogin,
    request: RequestInfo,
  ): Promise<FinishLoginOutput> {
    const live = { digest: digestToken(challenge), purpose: "second_factor" } as const;
    const isLive = () => ({ ...live, expiresAt: { $gt: clock.now() } });
    const token = isTokenShaped(challenge, "second_factor")
      ? await database.fork().findOne(Token, isLive(), { populate: ["user"] })
      : null;
    if (token === null) throw new LevelUpError("CHALLENGE_INVALID");
    const user = token.user;
    const knownDevice = throttle.devices.known(user, deviceId);
    const where = { id: user.id, isActive: true };
    const passed = await secondStep.pass({ user, where, code, request }, async (em, owner, by) => {
      const ended = await em.nativeDelete(Token, isLive());
      if (by === null || ended === 0) throw new LevelUpError("CHALLENGE_INVALID");
      const label = device ?? token.device ?? undefined;
      return openSession(deps, em, { user: owner, device: label, knownDevice, request, now: clock.now() });
    });
    if (passed === null) throw new LevelUpError("CHALLENGE_INVALID");
    if (!passed.isRight) throw new LevelUpError("WRONG_CODE", { field: codeField(code) });
    try {
      const first = { username: user.username, device: knownDevice, address: token.address ?? null };
      await throttle.login(first).succeedLater();
    } catch (error) {
      // It stays counted, which is the safe side; the login has succeeded.
      log.warn({ err: error }, "attempt not refunded");
    }
    return passed.result;
  }

  /**
   * Makes a seed, which counts once it has shown a code within ten minutes. One that is on stays on until then.
   *
   * @throws EMAIL_NOT_VERIFIED, RATE_LIMITED; TOKEN_INVALID when the account was deleted meanwhile.
   */
  async function begin(actor: Actor): Promise<BeginSecondFactorOutput> {
    return turns(actor.userId, async () => {
      await throttle.countChange(actor);
      const em = database.fork();
      const user = await em.findOne(User, actor.userId);
      if (user === null) throw new LevelUpError("TOKEN_INVALID");
      // Another person may have registered with this address: a factor of theirs would outlast the owner's reset.
      if (mailOffered && user.email !== "" && !user.emailVerifiedAt) throw new LevelUpError("EMAIL_NOT_VERIFIED");
      const seed = generateSeed();
      const pendingUntil = new Date(clock.now().getTime() + pendingMs);
      await em.upsert(
        SecondFactor,
        { user: user.id, pending: keyring.encrypt(seed, user.id), pendingUntil },
        { onConflictFields: ["user"] },
      );
      const described = describeSeed(seed, { issuer: appName, label: user.username });
      return { ...described, expiresAt: pendingUntil.toISOString() };
    });
  }

  /**
   * Turns the seed on that was made last, ends every other session of the account (ASVS 7.4.3), and replaces the token.
   *
   * @throws WRONG_CODE, CHALLENGE_INVALID without a seed that waits for a code, RATE_LIMITED; TOKEN_INVALID when the
   * token has ended meanwhile.
   */
  async function activate(actor: Actor, code: string, request: RequestInfo): Promise<ActivateSecondFactorOutput> {
    const limits = throttle.factor("secondFactor", actor.username);
    await limits.check();
    await using attempt = await limits.consume();
    const activated = await turns(actor.userId, () =>
      database.transactional(async (em) => {
        const now = clock.now();
        await lockUser(em, actor);
        const waiting = { user: actor.userId, pending: { $ne: null }, pendingUntil: { $gt: now } };
        const factor = await em.findOne(SecondFactor, waiting, { disableIdentityMap: true });
        if (!factor?.pending) throw new LevelUpError("CHALLENGE_INVALID");
        const step = findStep(keyring.decrypt(factor.pending, actor.userId), code, now);
        const about = { at: now, user: actor.userId, request };
        if (step === null) {
          recordAudit(em, { event: "second_factor_enable", outcome: "failure", token: actor.tokenId, ...about });
          return null;
        }
        const active = { secret: factor.pending, pending: null, pendingUntil: null, activatedAt: now, lastStep: step };
        await em.nativeUpdate(SecondFactor, { user: actor.userId }, active);
        const recoveryCodes = await replaceRecoveryCodes(em, actor.userId);
        await endOthers(em, actor);
        const renewed = await renewToken(em, actor.tokenId, now, actor.authenticatedAt);
        if (renewed === null) throw new LevelUpError("TOKEN_INVALID");
        recordAudit(em, { event: "second_factor_enable", outcome: "success", token: renewed.token, ...about });
        tell(em, actor.userId, "on", request, now);
        return { ...renewed.minted, recoveryCodes };
      }),
    );
    attempt.outcome = activated === null ? "failure" : "success";
    if (activated === null) throw new LevelUpError("WRONG_CODE", { field: "code" });
    return activated;
  }

  /** Turns the factor off, and ends every other session of the account. @throws RATE_LIMITED. */
  async function disable(actor: Actor, request: RequestInfo): Promise<{ disabled: boolean }> {
    return turns(actor.userId, async () => {
      await throttle.countChange(actor);
      return database.transactional(async (em) => {
        const now = clock.now();
        await lockUser(em, actor);
        if (!(await removeFactor(em, actor.userId))) return { disabled: false };
        await endOthers(em, actor);
        const token = actor.tokenId;
        recordAudit(em, {
          event: "second_factor_disable",
          outcome: "success",
          at: now,
          user: actor.userId,
          token,
          request,
        });
        tell(em, actor.userId, "off", request, now);
        return { disabled: true };
      });
    });
  }

  /** Replaces the recovery codes. @throws NOT_FOUND when the factor is off, RATE_LIMITED. */
  async function recoveryCodes(actor: Actor, request: RequestInfo): Promise<{ recoveryCodes: string[] }> {
    return turns(actor.userId, async () => {
      await throttle.countChange(actor);
      return database.transactional(async (em) => {
        const now = clock.now();
        await lockUser(em, actor);
        if ((await findActive(em, actor.userId)) === null) throw new LevelUpError("NOT_FOUND");
        const codes = await replaceRecoveryCodes(em, actor.userId);
        const token = actor.tokenId;
        recordAudit(em, {
          event: "recovery_codes_create",
          outcome: "success",
          at: now,
          user: actor.userId,
          token,
          request,
        });
        tell(em, actor.userId, "codes", request, now);
        return { recoveryCodes: codes };
      });
    });
  }

  function tell(em: Em, user: number, event: "on" | "off" | "codes", request: RequestInfo, now: Date): void {
    if (mailOffered) queueAccountMail(em, { kind: "second_factor", user, event, request, now });
  }

  return { finishLogin, begin, activate, disable, recoveryCodes };
}

/** As every change of how one gets in does first, so that none of them interleave. */
async function lockUser(em: Em, { userId }: Actor): Promise<void> {
  const user = await em.findOne(User, userId, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (user === null) throw new LevelUpError("TOKEN_INVALID");
}

async function endOthers(em: Em, { userId, tokenId }: Actor): Promise<void> {
  await em.nativeDelete(Token, {
    user: userId,
    purpose: { $in: ["session", "second_factor"] },
    id: { $ne: tokenId },
  });
}

/** Removes the factor of an account with all that belongs to it. Returns whether it was on. */
export async function removeFactor(em: Em, userId: number): Promise<boolean> {
  const wasOn = (await findActive(em, userId)) !== null;
  await em.nativeDelete(SecondFactor, { user: userId });
  await em.nativeDelete(RecoveryCode, { user: userId });
  await em.nativeDelete(Token, { user: userId, purpose: "second_factor" });
  return wasOn;
}

import type { SecondFactorChallenge } from "@levelup/contract";
import { limits } from "@levelup/contract/rules";
import { LockMode } from "@mikro-orm/core";
import { queueAccountMail } from "../../accounts/queue-account-mail.ts";
import type { PassedBy, SecondStep, StepCode } from "../../accounts/second-step.ts";
import { User } from "../../accounts/user.entity.ts";
import { AuditEvent } from "../../audit/audit-event.entity.ts";
import { cutUserAgent, recordAudit } from "../../audit/record-audit.ts";
import type { Clock } from "../../clock.ts";
import type { Database, Em } from "../../db/database.ts";
import type { RequestInfo } from "../../request-info.ts";
import type { ThrottleService } from "../../throttle/throttle.service.ts";
import type { Turns } from "../../throttle/turns.ts";
import { Token } from "../../tokens/token.entity.ts";
import { digestToken, generateToken } from "../../tokens/token-format.ts";
import type { Keyring } from "./keyring.ts";
import { spendRecoveryCode } from "./recovery-codes.ts";
import { SecondFactor } from "./second-factor.entity.ts";
import { findStep } from "./totp.ts";

export type SecondStepDeps = {
  database: Database;
  throttle: ThrottleService;
  turns: Turns;
  keyring: Keyring;
  mailOffered: boolean;
  clock: Clock;
};

const challengeMs = limits.challengeMinutes * 60_000;
const maxChallenges = 5;
const dayMs = 24 * 60 * 60_000;
/** Wrong codes within a day after which the owner is told that another person knows the password. */
const toldAfter = 5;

/** The step that an authenticator app adds to a login by password, and to a proof of who calls. */
export function createSecondStep(deps: SecondStepDeps): SecondStep {
  const { database, throttle, turns, keyring, mailOffered, clock } = deps;

  async function challenge(
    em: Em,
    { user, device, request, now }: Parameters<SecondStep["challenge"]>[1],
  ): Promise<SecondFactorChallenge | null> {
    const factor = await findActive(em, user.id);
    if (factor === null) return null;
    keyring.decrypt(factor.secret, user.id);
    const purpose = "second_factor";
    const newestFirst = { fields: ["id"], orderBy: { id: "desc" }, disableIdentityMap: true } as const;
    const surplus = (await em.find(Token, { user: user.id, purpose }, newestFirst)).slice(maxChallenges - 1);
    if (surplus.length > 0) await em.nativeDelete(Token, { purpose, id: { $in: surplus.map(({ id }) => id) } });
    const text = generateToken(purpose);
    const expiresAt = new Date(now.getTime() + challengeMs);
    em.create(Token, {
      digest: digestToken(text),
      user,
      purpose,
      device: device || null,
      address: request.address,
      userAgent: cutUserAgent(request.userAgent),
      createdAt: now,
      expiresAt,
      hardExpiresAt: expiresAt,
    });
    recordAudit(em, { event: "second_factor_challenge", outcome: "success", at: now, user, request });
    await em.flush();
    return { challenge: text, methods: ["totp", "recovery"], expiresAt: expiresAt.toISOString() };
  }

  async function pass<Result>(
    { user, where, code, request }: Parameters<SecondStep["pass"]>[0],
    work: (em: Em, owner: User, by: PassedBy) => Promise<Result>,
  ): Promise<{ isRight: true; result: Result } | { isRight: false } | null> {
    const isGuess = code.code !== undefined || code.recoveryCode !== undefined;
    const counted = isGuess ? throttle.factor("secondFactor", user.username) : null;
    await counted?.check();
    await using attempt = (await counted?.consume()) ?? null;
    const passed = await turns(user.id, () =>
      database.transactional(async (em) => {
        const owner = await em.findOne(User, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (owner === null) return null;
        const now = clock.now();
        const by = await spend(em, owner, code, now);
        if (by === "none") {
          if (isGuess) await recordWrong(em, owner, request, now);
          return { isRight: false as const };
        }
        if (by !== null) await recordUse(em, owner, by, request, now);
        return { isRight: true as const, result: await work(em, owner, by) };
      }),
    );
    if (attempt !== null && passed !== null) attempt.outcome = passed.isRight ? "success" : "failure";
    return passed;
  }

  /** What a code was spent by; null when the account has no second step, "none" when it has one and the code is wrong. */
  async function spend(em: Em, { id }: User, { code, recoveryCode }: StepCode, now: Date): Promise<PassedBy | "none"> {
    const factor = await findActive(em, id);
    if (factor === null) return null;
    if (recoveryCode !== undefined)
      return (await spendRecoveryCode(em, id, recoveryCode, now)) ? "recoveryCode" : "none";
    if (code === undefined) return "none";
    const step = findStep(keyring.decrypt(factor.secret, id), code, now);
    return step !== null && (await spendStep(em, id, step)) ? "code" : "none";
  }

  async function recordUse(em: Em, user: User, by: "code" | "recoveryCode", request: RequestInfo, at: Date) {
    const event = by === "code" ? "second_factor_use" : "recovery_code_use";
    recordAudit(em, { event, outcome: "success", at, user, request });
    if (by === "recoveryCode" && mailOffered) {
      queueAccountMail(em, { kind: "second_factor", user, event: "recovery", request, now: at });
    }
  }

  /** The user's row is locked, so that wrong codes in parallel count each other. */
  async function recordWrong(em: Em, user: User, request: RequestInfo, at: Date) {
    recordAudit(em, { event: "second_factor_use", outcome: "failure", at, user, request });
    await em.flush();
    if (!mailOffered) return;
    const since = { at: { $gt: new Date(at.getTime() - dayMs) } };
    const wrong = await em.count(AuditEvent, {
      user: user.id,
      ...since,
      event: "second_factor_use",
      outcome: "failure",
    });
    if (wrong === toldAfter) {
      queueAccountMail(em, { kind: "second_factor", user, event: "wrong", request, now: at });
    }
  }

  return { challenge, pass };
}

/** The factor of an account, if it is on. */
export async function findActive(
  em: Em,
  userId: number,
): Promise<{ secret: Uint8Array; activatedAt: Date | null } | null> {
  const factor = await em.findOne(SecondFactor, { user: userId }, { disableIdentityMap: true });
  return factor?.secret ? { secret: factor.secret, activatedAt: factor.activatedAt ?? null } : null;
}

/** Spends a step: neither it nor an earlier one is accepted again (RFC 6238, 5.2; ASVS 6.5.1). */
async function spendStep(em: Em, userId: number, step: number): Promise<boolean> {
  const unspent = { user: userId, $or: [{ lastStep: null }, { lastStep: { $lt: step } }] };
  return (await em.nativeUpdate(SecondFactor, unspent, { lastStep: step })) === 1;
}

import type { ConfirmOutput } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { hashParty } from "../throttle/hash-party.ts";
import { freshUntil, renewToken } from "../tokens/issue-token.ts";
import type { Actor } from "../tokens/verify-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { codeField, type StepCode } from "./second-step.ts";
import { User } from "./user.entity.ts";
import { unchanged, verifyThen } from "./verify-password.ts";

/** The password, and a code if the account has a second factor. */
export type Confirmation = StepCode & { password: string };

/**
 * Checks the password of the caller's account and, if it has a second factor, a code of it, and replaces the presented
 * token by one that is fresh.
 *
 * @throws WRONG_PASSWORD, WRONG_CODE also for a code that is missing, RATE_LIMITED, OVERLOADED, or TOKEN_INVALID when the
 * token has ended meanwhile.
 */
export async function confirmIdentity(
  deps: AccountDeps,
  actor: Actor,
  { password, ...code }: Confirmation,
  request: RequestInfo,
): Promise<ConfirmOutput> {
  const { database, passwords, throttle, secondStep, tokenSettings, clock } = deps;
  const limits = throttle.proof(actor);
  await limits.check();
  const em = database.fork();
  const user = await em.findOne(User, actor.userId);
  if (user === null) throw new LevelUpError("TOKEN_INVALID");
  using place = passwords.admit(hashParty({ username: actor.username, address: request.address, isKnown: true }));
  await using attempt = await limits.consume();

  const confirmed = await verifyThen(deps, { user, password, place }, (checked) =>
    secondStep.pass({ user: checked, where: unchanged(checked), code, request }, async (tx, owner) => {
      const now = clock.now();
      const renewed = await renewToken(tx, actor.tokenId, now);
      if (renewed === null) throw new LevelUpError("TOKEN_INVALID");
      const { token, minted } = renewed;
      recordAudit(tx, { event: "reauthenticate", outcome: "success", at: now, user: owner, token, request });
      return { ...minted, freshUntil: freshUntil(now, tokenSettings).toISOString() };
    }),
  );
  attempt.outcome = confirmed?.result.isRight ? "success" : "failure";
  if (confirmed?.result.isRight) return confirmed.result.result;
  const token = actor.tokenId;
  recordAudit(em, { event: "reauthenticate", outcome: "failure", at: clock.now(), user, token, request });
  await em.flush();
  if (confirmed !== null) throw new LevelUpError("WRONG_CODE", { field: codeField(code) });
  throw new LevelUpError("WRONG_PASSWORD", { field: "password" });
}

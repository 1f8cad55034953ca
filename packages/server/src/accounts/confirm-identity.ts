import type { ConfirmOutput, IdentityProof, PasskeyProof } from "@levelup/contract";
import { recordAudit } from "../audit/record-audit.ts";
import { LevelUpError } from "../errors.ts";
import { confirmByPasskey } from "../factors/passkeys/confirm-by-passkey.ts";
import type { RequestInfo } from "../request-info.ts";
import { hashParty } from "../throttle/hash-party.ts";
import type { Actor } from "../tokens/verify-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { renewSession } from "./renew-session.ts";
import { codeField } from "./second-step.ts";
import { User } from "./user.entity.ts";
import { unchanged, verifyThen } from "./verify-password.ts";

/**
 * Checks a proof of who the caller is, and replaces the presented token by one that is fresh. A password needs a code
 * beside it if the account has a second factor; a passkey does not.
 *
 * @throws WRONG_PASSWORD, WRONG_CODE also for a code that is missing, RATE_LIMITED, OVERLOADED, TOKEN_INVALID when the
 * token has ended meanwhile, or what {@link confirmByPasskey} throws.
 */
export function confirmIdentity(
  deps: AccountDeps,
  actor: Actor,
  proof: IdentityProof,
  request: RequestInfo,
): Promise<ConfirmOutput> {
  if ("ceremony" in proof) return confirmByPasskey(deps, actor, proof, request);
  return confirmByPassword(deps, actor, proof, request);
}

async function confirmByPassword(
  deps: AccountDeps,
  actor: Actor,
  { password, ...code }: Exclude<IdentityProof, PasskeyProof>,
  request: RequestInfo,
): Promise<ConfirmOutput> {
  const { database, passwords, throttle, secondStep, clock } = deps;
  const limits = throttle.proof(actor);
  await limits.check();
  const em = database.fork();
  const user = await em.findOne(User, actor.userId);
  if (user === null) throw new LevelUpError("TOKEN_INVALID");
  using place = passwords.admit(hashParty({ username: actor.username, address: request.address, isKnown: true }));
  await using attempt = await limits.consume();

  const confirmed = await verifyThen(deps, { user, password, place }, (checked) =>
    secondStep.pass({ user: checked, where: unchanged(checked), code, request }, async (tx, owner) =>
      renewSession(deps, tx, { actor, user: owner, request, now: clock.now() }),
    ),
  );
  attempt.outcome = confirmed?.result.isRight ? "success" : "failure";
  if (confirmed?.result.isRight) return confirmed.result.result;
  const token = actor.tokenId;
  recordAudit(em, { event: "reauthenticate", outcome: "failure", at: clock.now(), user, token, request });
  await em.flush();
  if (confirmed !== null) throw new LevelUpError("WRONG_CODE", { field: codeField(code) });
  throw new LevelUpError("WRONG_PASSWORD", { field: "password" });
}

import type { ConfirmOutput, PasskeyProof } from "@levelup/contract";
import type { AccountDeps } from "../../accounts/account.service.ts";
import { renewSession } from "../../accounts/renew-session.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import { LevelUpError } from "../../errors.ts";
import type { RequestInfo } from "../../request-info.ts";
import type { Actor } from "../../tokens/verify-token.ts";
import { acceptPasskey, checkPasskey } from "./prove-by-passkey.ts";

/**
 * Replaces the presented token by one that is fresh, for a passkey of the caller's account.
 *
 * @throws NOT_OFFERED, CHALLENGE_INVALID, PASSKEY_REFUSED, RATE_LIMITED, or TOKEN_INVALID when the token has ended.
 */
export async function confirmByPasskey(
  deps: AccountDeps,
  actor: Actor,
  proof: PasskeyProof,
  request: RequestInfo,
): Promise<ConfirmOutput> {
  const { database, throttle, clock } = deps;
  const limits = throttle.proof(actor);
  await limits.check();
  await using attempt = await limits.consume();
  const presented = await checkPasskey(deps, proof);
  const now = clock.now();
  const isOwn = presented.passkey?.user.id === actor.userId;
  const confirmed = isOwn
    ? await database.transactional(async (em) => {
        const user = await acceptPasskey(em, presented, { request, now });
        return user === null ? null : renewSession(deps, em, { actor, user, request, now });
      })
    : null;
  attempt.outcome = confirmed === null ? "failure" : "success";
  if (confirmed !== null) return confirmed;
  const em = database.fork();
  const { userId: user, tokenId: token } = actor;
  recordAudit(em, { event: "reauthenticate", outcome: "failure", at: now, user, token, request });
  await em.flush();
  throw new LevelUpError("PASSKEY_REFUSED");
}

import type { BeginPasskeyOutput, LoginOutput, PasskeyLogin } from "@levelup/contract";
import type { AccountDeps } from "../../accounts/account.service.ts";
import { openSession } from "../../accounts/open-session.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import type { RequestInfo } from "../../request-info.ts";
import { ceremonyMs } from "./ceremonies.ts";
import { acceptPasskey, assertOffered, checkPasskey } from "./prove-by-passkey.ts";

/** Begins a login or a proof by whichever passkey the browser finds. Nothing is looked up or stored. @throws NOT_OFFERED. */
export function beginUse(deps: Pick<AccountDeps, "relyingParty" | "ceremonies" | "clock">): BeginPasskeyOutput {
  const { rpId } = assertOffered(deps);
  const { text, challenge } = deps.ceremonies.begin({ kind: "use" }, deps.clock.now());
  return { options: { challenge, rpId, timeout: ceremonyMs, userVerification: "required" }, ceremony: text };
}

/**
 * Logs in by a passkey, without a name. It has verified its user and so is two factors: no code is asked. An unknown or
 * removed passkey, a wrong signature and an inactive owner all answer `{ valid: false }`.
 *
 * @throws NOT_OFFERED, CHALLENGE_INVALID, RATE_LIMITED.
 */
export async function loginByPasskey(
  deps: AccountDeps,
  { device, deviceId, ...answer }: PasskeyLogin,
  request: RequestInfo,
): Promise<LoginOutput> {
  const { database, throttle, clock } = deps;
  assertOffered(deps);
  const limits = throttle.namelessLogin(request.address);
  await limits.check();
  await using attempt = await limits.consume();
  const presented = await checkPasskey(deps, answer);
  const now = clock.now();
  const session = await database.transactional(async (em) => {
    const user = await acceptPasskey(em, presented, { request, now });
    if (user === null) return null;
    const knownDevice = throttle.devices.known(user, deviceId);
    return openSession(deps, em, { user, device, knownDevice, passkeyId: presented.passkey?.id, request, now });
  });
  attempt.outcome = session === null ? "failure" : "success";
  if (session !== null) return session;
  const em = database.fork();
  const user = presented.passkey?.user.id ?? null;
  recordAudit(em, { event: "login", outcome: "failure", at: now, user, request });
  await em.flush();
  return { valid: false };
}

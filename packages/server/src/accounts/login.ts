import type { LoginOutput } from "@levelup/contract";
import { loginKeys } from "@levelup/contract/rules";
import { LockMode } from "@mikro-orm/core";
import { recordAudit } from "../audit/record-audit.ts";
import type { HashPlace } from "../passwords/hash-queue.ts";
import type { RequestInfo } from "../request-info.ts";
import { hashParty } from "../throttle/hash-party.ts";
import type { AccountDeps } from "./account.service.ts";
import { canBeAddress, findForLogin } from "./find-account.ts";
import { openSession } from "./open-session.ts";
import { User } from "./user.entity.ts";
import { unchanged, verifyThen } from "./verify-password.ts";

export type Login = { username: string; password: string; device?: string | undefined; deviceId?: string | undefined };

/**
 * Checks a name and a password and issues a token. An unknown name, a wrong password, an inactive account and one
 * without a password all cost one hash and answer `{ valid: false }`. Of an account with a second step the answer to a
 * right password is a challenge instead of a token.
 *
 * @throws RATE_LIMITED after too many failures, alike for accounts that exist and that do not, and before any hash;
 * OVERLOADED when too many hashes wait; UNAVAILABLE when the second step of the account cannot be read.
 */
export async function login(deps: AccountDeps, input: Login, request: RequestInfo): Promise<LoginOutput> {
  const { database, passwords, throttle, clock } = deps;
  const isGenuine = throttle.devices.isGenuine(input.deviceId);
  const { trimmed } = loginKeys(input.username);
  const partyOf = (username: string, isKnown: boolean) => hashParty({ username, address: request.address, isKnown });
  // Given back at once: a call that would find no place costs no query, and one that the limits refuse takes no place.
  passwords.admit(partyOf(trimmed, isGenuine))[Symbol.dispose]();

  const em = database.fork();
  // The limits depend on the account only for these two; without them a refused call costs one query.
  const isEarly = isGenuine || canBeAddress(trimmed);
  const claimed = isEarly ? await findForLogin(em, input.username) : null;
  const knownDevice = claimed === null ? null : throttle.devices.known(claimed, input.deviceId);
  // By the account's own name: its username and its address are not two budgets.
  const username = claimed === null ? trimmed : loginKeys(claimed.username).trimmed;
  const limits = throttle.login({ username, device: knownDevice, address: request.address });
  await limits.check();
  using place = passwords.admit(partyOf(username, knownDevice !== null));
  await using attempt = await limits.consume();

  const user = isEarly ? claimed : await findForLogin(em, input.username);
  const entered = await verifyThen(deps, { user, password: input.password, place }, (checked) =>
    enter(deps, checked, { device: input.device, knownDevice }, request),
  );
  if (entered === null) {
    attempt.outcome = "failure";
    recordAudit(em, { event: "login", outcome: "failure", at: clock.now(), user, request });
    await em.flush();
    return { valid: false };
  }
  // A login that stops half-way counts like one that failed, until its second step succeeds.
  attempt.outcome = entered.result.valid ? "success" : "failure";
  if (entered.needsRehash) await rehash(deps, entered.user, input.password, place, request);
  return entered.result;
}

/** Issues the token of a login, or starts its second step; null when the account is no longer the one that was checked. */
async function enter(
  deps: AccountDeps,
  checked: User,
  { device, knownDevice }: { device: string | undefined; knownDevice: string | null },
  request: RequestInfo,
): Promise<LoginOutput | null> {
  const now = deps.clock.now();
  return deps.database.transactional(async (em) => {
    // Locked, so that parallel logins count each other's tokens and devices.
    const user = await em.findOne(User, unchanged(checked), { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (user === null) return null;
    const secondFactor = await deps.secondStep.challenge(em, { user, device, request, now });
    if (secondFactor !== null) return { valid: false, secondFactor };
    return openSession(deps, em, { user, device, knownDevice, request, now });
  });
}

/**
 * Rewrites a password that another algorithm or cost encoded. The login has succeeded: a failure here is logged, and
 * the next login tries again.
 */
async function rehash(
  { database, passwords, log }: AccountDeps,
  user: User,
  password: string,
  place: HashPlace,
  request: RequestInfo,
): Promise<void> {
  try {
    const passwordHash = await passwords.hash(password, place);
    await database.fork().nativeUpdate(User, { id: user.id, passwordHash: user.passwordHash }, { passwordHash });
  } catch (error) {
    log.warn({ err: error, userId: user.id, requestId: request.requestId }, "password not rehashed");
  }
}

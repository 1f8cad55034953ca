import type { LoginOutput } from "@levelup/contract";
import { usernameKey } from "@levelup/contract/rules";
import { recordAudit } from "../audit/record-audit.ts";
import type { RequestInfo } from "../request-info.ts";
import { issueToken, makeRoomForToken } from "../tokens/issue-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { describeAccount } from "./account.ts";
import { Gamer } from "./gamer.entity.ts";
import { User } from "./user.entity.ts";
import { unchanged, verifyThen } from "./verify-password.ts";

export type Login = { username: string; password: string; device?: string | undefined; deviceId?: string | undefined };

/**
 * Checks a name and a password and issues a token. An unknown name, a wrong password, an inactive account and one
 * without a password all cost one hash and answer `{ valid: false }`.
 *
 * @throws RATE_LIMITED after too many failures, alike for accounts that exist and that do not, and before any hash;
 * OVERLOADED when too many hashes wait.
 */
export async function login(deps: AccountDeps, input: Login, request: RequestInfo): Promise<LoginOutput> {
  const { database, passwords, throttle, clock } = deps;
  using _place = passwords.admit();
  const em = database.fork();
  const user = await em.findOne(User, { usernameKey: usernameKey(input.username) });
  const { username, deviceId } = input;
  await using attempt = await throttle.login({ username, user, deviceId, address: request.address });
  const entered = await verifyThen(deps, user, input.password, (checked) => enter(deps, checked, input, request));
  if (entered === null) {
    attempt.keep();
    recordAudit(em, { event: "login", outcome: "failure", at: clock.now(), user, request });
    await em.flush();
    return { valid: false };
  }
  attempt.reset();
  if (entered.needsRehash) await rehash(deps, entered.user, input.password, request);
  return entered.result;
}

/** Issues the token of a login; null when the account is no longer the one that was checked. */
async function enter(
  { database, throttle, tokenSettings, clock }: AccountDeps,
  checked: User,
  { device, deviceId }: Login,
  request: RequestInfo,
): Promise<LoginOutput | null> {
  const now = clock.now();
  return database.fork().transactional(async (em) => {
    // Also locks the row, so that parallel logins count each other's tokens.
    if ((await em.nativeUpdate(User, unchanged(checked), { lastLogin: now })) === 0) return null;
    await makeRoomForToken(em, tokenSettings, checked.id, now);
    const { token, minted } = issueToken(em, tokenSettings, { user: checked.id, device, request, now });
    recordAudit(em, { event: "login", outcome: "success", at: now, user: checked.id, token, request });
    const gamer = await em.findOne(Gamer, { user: checked.id });
    const account = describeAccount({ ...checked, lastLogin: now }, gamer?.bio);
    return { valid: true, ...minted, deviceId: throttle.deviceId(checked, deviceId), account };
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
  request: RequestInfo,
): Promise<void> {
  try {
    const passwordHash = await passwords.hash(password);
    await database.fork().nativeUpdate(User, { id: user.id, passwordHash: user.passwordHash }, { passwordHash });
  } catch (error) {
    log.warn({ err: error, userId: user.id, requestId: request.requestId }, "password not rehashed");
  }
}

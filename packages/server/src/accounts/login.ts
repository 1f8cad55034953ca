import type { LoginOutput } from "@levelup/contract";
import { recordAudit } from "../audit/audit.ts";
import type { RequestInfo } from "../request-info.ts";
import { mintToken } from "../tokens/mint-token.ts";
import { findAccount } from "./account.query.ts";
import type { AccountDeps } from "./account.service.ts";
import { type Credentials, findCredentials, lockIfUnchanged } from "./credentials.ts";

export type Login = { username: string; password: string; device?: string | undefined; deviceId?: string | undefined };

/**
 * Checks a name and a password and mints a token. An unknown name, a wrong password, an inactive account and one
 * without a password all cost one hash and answer `{ valid: false }`.
 *
 * @throws RATE_LIMITED after too many failures, alike for accounts that exist and that do not, and before any hash;
 * OVERLOADED when too many hashes wait.
 */
export async function login(deps: AccountDeps, input: Login, request: RequestInfo): Promise<LoginOutput> {
  const { database, passwords, throttle } = deps;
  return passwords.admit(async () => {
    const credentials = await findCredentials(database.fork(), input.username);
    const { username, deviceId } = input;
    const attempt = { username, deviceId, userId: credentials?.userId ?? null, address: request.address };
    return throttle.login(attempt, () => checkAndMint(deps, credentials, input, request));
  });
}

async function checkAndMint(
  deps: AccountDeps,
  credentials: Credentials | null,
  input: Login,
  request: RequestInfo,
): Promise<LoginOutput> {
  const { database, passwords, throttle, tokenSettings, clock } = deps;
  const { valid, needsRehash } = await passwords.verify(input.password, credentials?.passwordHash ?? null);
  const now = clock.now();

  const answer = await database.fork().transactional(async (em): Promise<LoginOutput> => {
    const allowed = valid && credentials?.isActive && (await lockIfUnchanged(em, credentials));
    if (!allowed) {
      const userId = credentials?.userId ?? null;
      await recordAudit(em, { event: "login", outcome: "failure", at: now, userId, request });
      return { valid: false };
    }
    const { userId } = credentials;
    await em.execute("update users set last_login = ? where id = ?", [now, userId]);
    const { id: tokenId, ...minted } = await mintToken(em, tokenSettings, {
      userId,
      device: input.device,
      request,
      now,
    });
    await recordAudit(em, { event: "login", outcome: "success", at: now, userId, tokenId, request });
    const account = await findAccount(em, userId);
    if (account === null) return { valid: false };
    return { valid: true, ...minted, deviceId: throttle.deviceId(userId, input.deviceId), account };
  });

  if (answer.valid && needsRehash && credentials !== null) await rehash(deps, credentials, input.password, request);
  return answer;
}

/**
 * Rewrites a password that another algorithm or cost encoded, now that it is known. The login has succeeded and stays
 * so: a failure here is logged, and the next login tries again.
 */
async function rehash(
  { database, passwords, log }: AccountDeps,
  credentials: Credentials,
  password: string,
  request: RequestInfo,
): Promise<void> {
  try {
    const encoded = await passwords.hash(password);
    await database
      .fork()
      .execute("update users set password_hash = ? where id = ? and password_hash = ?", [
        encoded,
        credentials.userId,
        credentials.passwordHash,
      ]);
  } catch (error) {
    log.warn({ err: error, userId: credentials.userId, requestId: request.requestId }, "password not rehashed");
  }
}

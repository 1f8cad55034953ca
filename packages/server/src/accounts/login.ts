import type { LoginOutput } from "@levelup/contract";
import { auditInsert, auditValues, recordAudit } from "../audit/audit.ts";
import type { RequestInfo } from "../request-info.ts";
import { makeTokenOf, tokenMint } from "../tokens/mint-token.ts";
import { type AccountRow, accountColumns, readAccount } from "./account.query.ts";
import type { AccountDeps } from "./account.service.ts";
import { type Credentials, enterIfUnchanged, findCredentials } from "./credentials.ts";

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
  const { database, passwords, clock } = deps;
  const { valid, needsRehash } = await passwords.verify(input.password, credentials?.passwordHash ?? null);
  const answer = valid && credentials?.isActive ? await enter(deps, credentials, input, request) : null;
  if (answer === null) {
    const userId = credentials?.userId ?? null;
    await recordAudit(database.fork(), { event: "login", outcome: "failure", at: clock.now(), userId, request });
    return { valid: false };
  }
  if (needsRehash && credentials !== null) await rehash(deps, credentials, input.password, request);
  return answer;
}

/** The token and what the audit says of it, in one statement with the account to answer. */
const mint = `
  with ${tokenMint},
  event as (${auditInsert({ userId: ":userId::int", tokenId: "minted.id", from: "from minted" })})
  select ${accountColumns} from users u left join gamers g on g.user_id = u.id where u.id = :userId`;

/** Lets the account in with a new token; null when it is no longer the one that was checked. */
async function enter(
  { database, throttle, tokenSettings, clock }: AccountDeps,
  credentials: Credentials,
  { device, deviceId }: Login,
  request: RequestInfo,
): Promise<LoginOutput | null> {
  const { userId } = credentials;
  const now = clock.now();
  return database.fork().transactional(async (em) => {
    if (!(await enterIfUnchanged(em, credentials, now))) return null;
    const { minted, values } = makeTokenOf(userId, tokenSettings, { device, request, now });
    const event = auditValues({ event: "login", outcome: "success", at: now, request });
    const [row] = await em.execute<AccountRow[]>(mint, { ...values, ...event });
    if (row === undefined) throw new Error("an account just locked is not there");
    return { valid: true, ...minted, deviceId: throttle.deviceId(userId, deviceId), account: readAccount(row) };
  });
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

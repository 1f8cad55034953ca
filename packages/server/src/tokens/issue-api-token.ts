import type { CreateApiTokenOutput } from "@levelup/contract";
import { LockMode } from "@mikro-orm/core";
import { queueAccountMail } from "../accounts/queue-account-mail.ts";
import { User } from "../accounts/user.entity.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { Em } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { Token } from "./token.entity.ts";
import { digestToken, generateToken } from "./token-format.ts";

/** Of an account. A further one is refused: to end the oldest instead would break the program that uses it. */
const maxApiTokens = 20;

const dayMs = 24 * 60 * 60 * 1000;

export type NewApiToken = { userId: number; name: string; scopes: readonly string[]; days: number };

/**
 * Issues an API token within the caller's transaction, puts it on record and tells the account's owner. Only the answer
 * holds its secret. The account's row is locked, so that parallel calls count each other's tokens.
 *
 * @throws ACCOUNT_INACTIVE, also for an account that is not there; LIMIT_REACHED.
 */
export async function issueApiToken(
  em: Em,
  { userId, name, scopes, days }: NewApiToken,
  { request, now, mailOffered }: { request: RequestInfo; now: Date; mailOffered: boolean },
): Promise<CreateApiTokenOutput> {
  const user = await em.findOne(User, { id: userId, isActive: true }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (user === null) throw new LevelUpError("ACCOUNT_INACTIVE");
  await em.nativeDelete(Token, { user: userId, purpose: "api", expiresAt: { $lte: now } });
  if ((await em.count(Token, { user: userId, purpose: "api" })) >= maxApiTokens) {
    throw new LevelUpError("LIMIT_REACHED");
  }
  const secret = generateToken("api");
  const expiresAt = new Date(now.getTime() + days * dayMs);
  const token = em.create(Token, {
    digest: digestToken(secret),
    user,
    purpose: "api",
    name,
    scopes: scopes.join(" "),
    address: request.address,
    createdAt: now,
    expiresAt,
    hardExpiresAt: expiresAt,
  });
  recordAudit(em, { event: "api_token_create", outcome: "success", at: now, user, token, request });
  const apiToken = { name, scopes: [...scopes], expiresAt: expiresAt.toISOString() };
  if (mailOffered) queueAccountMail(em, { kind: "api_token_created", user, apiToken, request, now });
  await em.flush();
  return { token: secret, id: token.id, ...apiToken };
}

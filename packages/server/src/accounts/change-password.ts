import type { MintedToken } from "@levelup/contract";
import { recordAudit } from "../audit/audit.ts";
import { LevelUpError } from "../errors.ts";
import type { RequestInfo } from "../request-info.ts";
import { mintToken } from "../tokens/mint-token.ts";
import { Token } from "../tokens/token.entity.ts";
import type { Actor } from "../tokens/verified-token.ts";
import type { AccountDeps } from "./account.service.ts";
import { type Credentials, findCredentialsById, lockIfUnchanged } from "./credentials.ts";

export type PasswordChange = { currentPassword: string; newPassword: string };

/**
 * Changes the password and, in the same transaction, ends every token of the account and mints a fresh one for this
 * device. https://owasp.org/ASVS 7.4.3
 *
 * @throws WRONG_PASSWORD, RATE_LIMITED, OVERLOADED, TOKEN_INVALID when the account went meanwhile, or what the policy
 * says.
 */
export async function changePassword(
  deps: AccountDeps,
  actor: Actor,
  input: PasswordChange,
  request: RequestInfo,
): Promise<MintedToken> {
  const { database, passwords, throttle } = deps;
  return passwords.admit(async () => {
    const credentials = await findCredentialsById(database.fork(), actor.userId);
    if (credentials === null) throw new LevelUpError("TOKEN_INVALID");
    passwords.assertAcceptable(input.newPassword, credentials, "newPassword");
    return throttle.passwordChange(actor.userId, () => checkAndChange(deps, actor, credentials, input, request));
  });
}

async function checkAndChange(
  { database, passwords, tokenSettings, clock }: AccountDeps,
  actor: Actor,
  credentials: Credentials,
  input: PasswordChange,
  request: RequestInfo,
): Promise<MintedToken> {
  const fail = async (): Promise<never> => {
    const at = clock.now();
    await database
      .fork()
      .transactional((em) =>
        recordAudit(em, { event: "password_change", outcome: "failure", at, userId: actor.userId, request }),
      );
    throw new LevelUpError("WRONG_PASSWORD", { field: "currentPassword" });
  };
  const { valid } = await passwords.verify(input.currentPassword, credentials.passwordHash);
  if (!valid) return fail();
  const encoded = await passwords.hash(input.newPassword);
  const now = clock.now();

  const minted = await database.fork().transactional(async (em) => {
    if (!(await lockIfUnchanged(em, credentials))) return null;
    await em.execute("update users set password_hash = ? where id = ?", [encoded, actor.userId]);
    const current = await em.findOne(Token, { id: actor.tokenId, user: actor.userId });
    await em.nativeDelete(Token, { user: actor.userId });
    const { id: tokenId, ...token } = await mintToken(em, tokenSettings, {
      userId: actor.userId,
      device: current?.device,
      request,
      now,
    });
    await recordAudit(em, {
      event: "password_change",
      outcome: "success",
      at: now,
      userId: actor.userId,
      tokenId,
      request,
    });
    return token;
  });
  // Another change came first: what was typed as the current password no longer is.
  return minted ?? fail();
}

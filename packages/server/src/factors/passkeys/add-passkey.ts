import type { AddPasskey, BeginPasskeyAddOutput, Passkey as DescribedPasskey } from "@levelup/contract";
import { LockMode } from "@mikro-orm/core";
import type { AccountDeps } from "../../accounts/account.service.ts";
import { queueAccountMail } from "../../accounts/queue-account-mail.ts";
import { User } from "../../accounts/user.entity.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import { violates } from "../../db/violates.ts";
import { LevelUpError } from "../../errors.ts";
import type { RequestInfo } from "../../request-info.ts";
import type { Actor } from "../../tokens/verify-token.ts";
import { displayName } from "./authenticator-names.ts";
import { ceremonyMs } from "./ceremonies.ts";
import { describePasskey } from "./describe-passkey.ts";
import { credentialIndex, Passkey } from "./passkey.entity.ts";
import { assertOffered } from "./prove-by-passkey.ts";
import { algorithms } from "./public-key.ts";
import { spend } from "./spend.ts";
import { verifyCreation } from "./webauthn.ts";

const mostPasskeys = 20;

/**
 * Begins to add a passkey to the caller's account. Nothing is stored.
 *
 * @throws NOT_OFFERED, LIMIT_REACHED, or, where mails are sent, EMAIL_NOT_VERIFIED: who registered another person's
 * address must not leave a passkey that outlasts the owner's new password.
 */
export async function beginAdding(deps: AccountDeps, { userId }: Actor): Promise<BeginPasskeyAddOutput> {
  const { database, ceremonies, turns, clock, mailOffered } = deps;
  const { rpId, rpName } = assertOffered(deps);
  return turns(userId, async () => {
    const em = database.fork();
    const user = await em.findOne(User, userId);
    if (user === null) throw new LevelUpError("TOKEN_INVALID");
    if (mailOffered && user.email !== "" && !user.emailVerifiedAt) throw new LevelUpError("EMAIL_NOT_VERIFIED");
    const passkeys = await em.find(Passkey, { user: userId }, { orderBy: { id: "asc" } });
    if (passkeys.length >= mostPasskeys) throw new LevelUpError("LIMIT_REACHED");
    const { text, challenge } = ceremonies.begin({ kind: "add", userId }, clock.now());
    const handle = Buffer.from(user.passkeyHandle ?? ceremonies.handleOf(userId)).toString("base64url");
    const fullName = `${user.firstName} ${user.lastName}`.trim();
    const options = {
      challenge,
      rp: { id: rpId, name: rpName },
      user: { id: handle, name: user.username, displayName: fullName || user.username },
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key" as const, alg })),
      timeout: ceremonyMs,
      attestation: "none" as const,
      excludeCredentials: passkeys.map(({ credentialId, transports }) => ({
        id: Buffer.from(credentialId).toString("base64url"),
        type: "public-key" as const,
        transports: transports.split(" ").filter((transport) => transport !== ""),
      })),
      authenticatorSelection: {
        residentKey: "required" as const,
        requireResidentKey: true as const,
        userVerification: "required" as const,
      },
    };
    return { options, ceremony: text };
  });
}

/**
 * Adds the passkey that an authenticator has made, and tells the account's owner by mail.
 *
 * @throws NOT_OFFERED, CHALLENGE_INVALID, PASSKEY_REFUSED, LIMIT_REACHED, RATE_LIMITED, or TOKEN_INVALID when the
 * account was deleted meanwhile.
 */
export async function addPasskey(
  deps: AccountDeps,
  actor: Actor,
  { ceremony: text, response, name }: AddPasskey,
  request: RequestInfo,
): Promise<DescribedPasskey> {
  const { database, ceremonies, throttle, turns, clock, mailOffered } = deps;
  const { userId } = actor;
  const relyingParty = assertOffered(deps);
  const ceremony = ceremonies.read(text, { kind: "add", userId }, clock.now());
  return turns(userId, async () => {
    await throttle.countChange(actor);
    const made = await verifyCreation(response, ceremony.challenge, relyingParty);
    if (made === null) throw new LevelUpError("PASSKEY_REFUSED");
    const now = clock.now();
    try {
      return await database.transactional(async (em) => {
        const user = await em.findOne(User, userId, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (user === null) throw new LevelUpError("TOKEN_INVALID");
        await spend(em, ceremony, now);
        if ((await em.count(Passkey, { user: userId })) >= mostPasskeys) throw new LevelUpError("LIMIT_REACHED");
        user.passkeyHandle ??= ceremonies.handleOf(userId);
        const { rpId } = relyingParty;
        const passkey = em.create(Passkey, { ...made, user, rpId, name: name || null, createdAt: now });
        const token = actor.tokenId;
        recordAudit(em, { event: "passkey_add", outcome: "success", at: now, user, token, request });
        if (mailOffered) {
          queueAccountMail(em, { kind: "passkey", user, event: "added", name: displayName(passkey), request, now });
        }
        await em.flush();
        return describePasskey(passkey);
      });
    } catch (error) {
      throw violates(error, credentialIndex) ? new LevelUpError("PASSKEY_REFUSED", {}, { cause: error }) : error;
    }
  });
}

import type { RemovePasskeyOutput } from "@levelup/contract";
import { LockMode } from "@mikro-orm/core";
import type { AccountDeps } from "../../accounts/account.service.ts";
import { queueAccountMail } from "../../accounts/queue-account-mail.ts";
import { User } from "../../accounts/user.entity.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import { LevelUpError } from "../../errors.ts";
import { inspectEncoding } from "../../passwords/password.service.ts";
import type { RequestInfo } from "../../request-info.ts";
import { Token } from "../../tokens/token.entity.ts";
import type { Actor } from "../../tokens/verify-token.ts";
import { displayName } from "./authenticator-names.ts";
import { Passkey } from "./passkey.entity.ts";

/**
 * Removes a passkey of the caller's account, ends the other sessions that it opened, and tells the owner by mail.
 *
 * @throws NOT_FOUND for one that does not exist or is another account's; LAST_CREDENTIAL when nothing else would be left
 * to log in with; RATE_LIMITED, OVERLOADED.
 */
export async function removePasskey(
  { database, throttle, turns, clock, mailOffered }: AccountDeps,
  actor: Actor,
  id: number,
  request: RequestInfo,
): Promise<RemovePasskeyOutput> {
  const { userId, tokenId } = actor;
  return turns(userId, async () => {
    await throttle.countChange(actor);
    return database.transactional(async (em) => {
      const user = await em.findOne(User, userId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (user === null) throw new LevelUpError("TOKEN_INVALID");
      const passkeys = await em.find(Passkey, { user: userId }, { orderBy: { id: "asc" } });
      const passkey = passkeys.find((one) => one.id === id);
      if (passkey === undefined) throw new LevelUpError("NOT_FOUND", { field: "id" });
      const left = passkeys.filter((one) => one !== passkey);
      const hasPassword = inspectEncoding(user.passwordHash).kind !== "unusable";
      if (left.length === 0 && !hasPassword) throw new LevelUpError("LAST_CREDENTIAL");
      const now = clock.now();
      await em.nativeDelete(Passkey, { id });
      await em.nativeDelete(Token, { user: userId, purpose: "session", passkeyId: id, id: { $ne: tokenId } });
      recordAudit(em, { event: "passkey_remove", outcome: "success", at: now, user, token: tokenId, request });
      if (mailOffered) {
        queueAccountMail(em, { kind: "passkey", user, event: "removed", name: displayName(passkey), request, now });
      }
      const { rpId } = passkey;
      const ids = left.filter((one) => one.rpId === rpId).map((one) => Buffer.from(one.credentialId));
      const accepted = {
        rpId,
        userId: Buffer.from(user.passkeyHandle ?? []).toString("base64url"),
        allAcceptedCredentialIds: ids.map((credentialId) => credentialId.toString("base64url")),
      };
      return { removed: 1 as const, accepted };
    });
  });
}

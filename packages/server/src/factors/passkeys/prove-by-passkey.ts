import type { PasskeyProof } from "@levelup/contract";
import { LockMode } from "@mikro-orm/core";
import type { AccountDeps } from "../../accounts/account.service.ts";
import { User } from "../../accounts/user.entity.ts";
import { recordAudit } from "../../audit/record-audit.ts";
import type { Em } from "../../db/database.ts";
import { LevelUpError } from "../../errors.ts";
import type { RequestInfo } from "../../request-info.ts";
import type { Ceremony } from "./ceremonies.ts";
import { Passkey } from "./passkey.entity.ts";
import type { PasskeySettings } from "./passkey.settings.ts";
import { spend } from "./spend.ts";
import { type Assertion, verifyUse } from "./webauthn.ts";

/** A passkey that was presented: the one that its id names, and whether its signature is right. */
export type PresentedPasskey = { passkey: Passkey | null; ceremony: Ceremony; assertion: Assertion | null };

/** @throws NOT_OFFERED. */
export function assertOffered({ relyingParty }: Pick<AccountDeps, "relyingParty">): PasskeySettings {
  if (relyingParty === null) throw new LevelUpError("NOT_OFFERED");
  return relyingParty;
}

/** Checks what a browser answered to the challenge of a login or a proof. Writes nothing. @throws NOT_OFFERED, CHALLENGE_INVALID. */
export async function checkPasskey(
  deps: Pick<AccountDeps, "database" | "relyingParty" | "ceremonies" | "clock">,
  { ceremony: text, response }: Pick<PasskeyProof, "ceremony" | "response">,
): Promise<PresentedPasskey> {
  const relyingParty = assertOffered(deps);
  const ceremony = deps.ceremonies.read(text, { kind: "use" }, deps.clock.now());
  const credentialId = Buffer.from(response.id, "base64url");
  const passkey = await deps.database.fork().findOne(Passkey, { credentialId }, { populate: ["user"] });
  if (passkey === null) return { passkey, ceremony, assertion: null };
  const handle = Buffer.from(response.response.userHandle ?? "", "base64url");
  const isOwner = handle.equals(passkey.user.passkeyHandle ?? Buffer.alloc(0)) && handle.length > 0;
  const assertion = isOwner ? await verifyUse(response, ceremony.challenge, relyingParty, passkey) : null;
  return { passkey, ceremony, assertion };
}

/**
 * Uses a presented passkey within the caller's transaction: locks its owner, spends the ceremony and writes the counter.
 * Null when the signature was wrong, the passkey was removed meanwhile, its owner is inactive, or its counter says that
 * there is a copy of it (WebAuthn Level 3, 6.1.1), which is put on record.
 *
 * @throws CHALLENGE_INVALID when the ceremony was used before.
 */
export async function acceptPasskey(
  em: Em,
  { passkey, ceremony, assertion }: PresentedPasskey,
  { request, now }: { request: RequestInfo; now: Date },
): Promise<User | null> {
  if (passkey === null || assertion === null) return null;
  const { counter, backedUp } = assertion;
  const user = await em.findOne(
    User,
    { id: passkey.user.id, isActive: true },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (user === null) return null;
  await spend(em, ceremony, now);
  const { id } = passkey;
  const before = counter === 0 ? { counter: 0 } : { counter: { $lt: counter } };
  if ((await em.nativeUpdate(Passkey, { id, ...before }, { counter, backedUp, lastUsedAt: now })) > 0) return user;
  if ((await em.count(Passkey, { id })) > 0) {
    recordAudit(em, { event: "passkey_clone_suspected", outcome: "failure", at: now, user, request });
  }
  return null;
}

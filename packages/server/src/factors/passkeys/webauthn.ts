import type { AddPasskey, PasskeyProof } from "@levelup/contract";
import type { Passkey } from "./passkey.entity.ts";
import type { PasskeySettings } from "./passkey.settings.ts";
import { algorithms, assertPublicKey } from "./public-key.ts";

/** What an authenticator has made. */
export type NewCredential = Pick<
  Passkey,
  "credentialId" | "publicKey" | "counter" | "transports" | "aaguid" | "backupEligible" | "backedUp"
>;

/** The state of an authenticator that has signed a challenge. */
export type Assertion = { counter: number; backedUp: boolean };

/** Loaded at the first answer of an authenticator: it takes half a second. */
const library = async () => ({
  ...(await import("@simplewebauthn/server")),
  ...(await import("@simplewebauthn/server/helpers")),
});

/** Of an authenticator whose maker does not say which model it is. */
const noModel = "00000000-0000-0000-0000-000000000000";

/** Checks that an authenticator has made a credential for us in this ceremony. Null when it has not. */
export async function verifyCreation(
  { id, rawId, type, response }: AddPasskey["response"],
  challenge: string,
  relyingParty: PasskeySettings,
): Promise<NewCredential | null> {
  const { verifyRegistrationResponse, decodeAttestationObject, decodeCredentialPublicKey, isoBase64URL, isoCBOR } =
    await library();
  try {
    const expectedOrigin = originOf(response.clientDataJSON, relyingParty);
    const authData = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject)).get("authData");
    // No statement is asked for, and to verify one may mean to fetch what its certificates name.
    const unattested = isoCBOR.encode(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]) as Parameters<typeof isoCBOR.encode>[0],
    );
    const attestationObject = isoBase64URL.fromBuffer(new Uint8Array(unattested));
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { id, rawId, type, response: { ...response, attestationObject }, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin,
      expectedRPID: relyingParty.rpId,
      supportedAlgorithmIDs: [...algorithms],
    });
    if (registrationInfo === undefined || registrationInfo.credential.id !== id) return null;
    const { credential, aaguid, credentialDeviceType, credentialBackedUp } = registrationInfo;
    assertPublicKey(decodeCredentialPublicKey(credential.publicKey) as { get(label: number): unknown });
    return {
      credentialId: Buffer.from(credential.id, "base64url"),
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: response.transports.join(" "),
      aaguid: aaguid === noModel ? null : aaguid,
      backupEligible: credentialDeviceType === "multiDevice",
      backedUp: credentialBackedUp,
    };
  } catch {
    // Whatever is wrong with what was sent, the library throws.
    return null;
  }
}

/**
 * Checks that a passkey has signed the challenge of this ceremony, on a page of ours, for its user, whom it has verified.
 * Null when it has not. Whether the counter has grown is for the caller to check: the library compares it before the
 * signature, and so an answer that anybody could have written would look like one of a copied passkey.
 */
export async function verifyUse(
  { id, rawId, type, response }: PasskeyProof["response"],
  challenge: string,
  relyingParty: PasskeySettings,
  { credentialId, publicKey, rpId, backupEligible }: Passkey,
): Promise<Assertion | null> {
  const { verifyAuthenticationResponse } = await library();
  try {
    const { userHandle, ...signed } = response;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { id, rawId, type, response: signed, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: originOf(response.clientDataJSON, relyingParty),
      expectedRPID: relyingParty.rpId,
      credential: {
        id: Buffer.from(credentialId).toString("base64url"),
        publicKey: new Uint8Array(publicKey),
        counter: 0,
      },
    });
    const { newCounter: counter, credentialBackedUp: backedUp, credentialDeviceType } = authenticationInfo;
    const isSameKind = (credentialDeviceType === "multiDevice") === backupEligible;
    return verified && isSameKind && rpId === relyingParty.rpId ? { counter, backedUp } : null;
  } catch {
    return null;
  }
}

/** The origin that the browser has signed. Throws when it is not one of ours, or in a frame of another page. */
function originOf(clientDataJSON: string, { origin: own }: PasskeySettings): string {
  const { origin, crossOrigin, topOrigin } = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
  const isOwn = own === null ? /^http:\/\/localhost(:\d{1,5})?$/.test(origin) : origin === own;
  const isFramed = (crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined;
  if (!isOwn || isFramed) throw new Error("another origin");
  return origin;
}

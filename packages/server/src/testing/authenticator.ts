import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { AddPasskeyInput, BeginPasskeyAddOutput, BeginPasskeyOutput, PasskeyProof } from "@levelup/contract";

/** What an authenticator and its browser say; tests change it between two ceremonies. */
export type AuthenticatorState = {
  origin: string;
  /** The host that the authenticator believes to be at. */
  rpId: string | undefined;
  userPresent: boolean;
  userVerified: boolean;
  /** The signature counter of the next answer. It does not grow by itself. */
  counter: number;
  backupEligible: boolean;
  backedUp: boolean;
  /** Further fields of the client data, such as `crossOrigin`, and replaced ones, such as `type`. */
  clientData: Record<string, unknown>;
  /** In base64url. */
  userHandle: string | undefined;
};

/** A passkey in memory, with its browser: it answers what `passkeys.begin` and `auth.beginPasskey` ask. */
export type Authenticator = {
  readonly state: AuthenticatorState;
  readonly credentialId: string;
  /** Makes the passkey. */
  create(begun: BeginPasskeyAddOutput): AddPasskeyInput;
  /** Signs by it. */
  get(begun: BeginPasskeyOutput): PasskeyProof;
};

type Algorithm = "ES256" | "EdDSA" | "RS256";

/** Encodes in CBOR (RFC 8949) what WebAuthn needs: integers, texts, bytes and maps. */
export function encodeCbor(value: unknown): Buffer {
  const head = (major: number, length: number) => {
    if (length < 24) return Buffer.from([(major << 5) | length]);
    if (length < 0x100) return Buffer.from([(major << 5) | 24, length]);
    return Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);
  };
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flat().map(encodeCbor)]);
  throw new Error(`no CBOR for ${typeof value}`);
}

/** A new authenticator with a key of its own. */
export function createAuthenticator({
  algorithm = "ES256",
  origin = "http://localhost:8000",
  credentialId = randomBytes(32),
  aaguid = Buffer.alloc(16),
  publicKey: givenKey,
}: {
  algorithm?: Algorithm;
  origin?: string;
  credentialId?: Buffer;
  aaguid?: Buffer;
  /** A key in COSE to show in the place of its own. */
  publicKey?: Buffer | undefined;
} = {}): Authenticator {
  const { privateKey, publicKey } = keyPair(algorithm);
  const id = credentialId.toString("base64url");
  const state: AuthenticatorState = {
    origin,
    rpId: undefined,
    userPresent: true,
    userVerified: true,
    counter: 0,
    backupEligible: true,
    backedUp: true,
    clientData: {},
    userHandle: undefined,
  };

  function clientDataOf(type: string, challenge: string): Buffer {
    const { origin, clientData } = state;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...clientData }));
  }

  function authenticatorData(rpId: string, attested: Buffer | null): Buffer {
    const { userPresent, userVerified, backupEligible, backedUp, counter } = state;
    // WebAuthn Level 3, 6.1.
    const bits = [userPresent, false, userVerified, backupEligible, backedUp, false, attested !== null, false];
    const flags = bits.reduce((sum, isSet, bit) => sum + (isSet ? 1 << bit : 0), 0);
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags, 0);
    rest.writeUInt32BE(counter, 1);
    const rpIdHash = createHash("sha256")
      .update(state.rpId ?? rpId)
      .digest();
    return Buffer.concat([rpIdHash, rest, attested ?? Buffer.alloc(0)]);
  }

  return {
    state,
    credentialId: id,
    create({ options, ceremony }) {
      state.userHandle ??= options.user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const key = givenKey ?? encodeCbor(coseKey(publicKey, algorithm));
      const authData = authenticatorData(options.rp.id, Buffer.concat([aaguid, length, credentialId, key]));
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]);
      const response = {
        clientDataJSON: clientDataOf("webauthn.create", options.challenge).toString("base64url"),
        attestationObject: encodeCbor(attestation).toString("base64url"),
        transports: ["internal", "hybrid"],
      };
      return { ceremony, response: { id, rawId: id, type: "public-key", response } };
    },
    get({ options, ceremony }) {
      const clientData = clientDataOf("webauthn.get", options.challenge);
      const authData = authenticatorData(options.rpId, null);
      const signed = Buffer.concat([authData, createHash("sha256").update(clientData).digest()]);
      const signature = sign(algorithm === "EdDSA" ? null : "sha256", signed, privateKey);
      const response = {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: authData.toString("base64url"),
        signature: signature.toString("base64url"),
        userHandle: state.userHandle,
      };
      return { ceremony, response: { id, rawId: id, type: "public-key", response } };
    },
  };
}

function keyPair(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  if (algorithm === "EdDSA") return generateKeyPairSync("ed25519");
  if (algorithm === "RS256") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** A public key in COSE (RFC 9053). */
function coseKey(publicKey: KeyObject, algorithm: Algorithm): Map<number, unknown> {
  const jwk = publicKey.export({ format: "jwk" });
  const bytes = (name: "x" | "y" | "n" | "e") => Buffer.from(jwk[name] ?? "", "base64url");
  const entries: Record<Algorithm, [number, unknown][]> = {
    ES256: [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes("x")],
      [-3, bytes("y")],
    ],
    EdDSA: [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes("x")],
    ],
    RS256: [
      [1, 3],
      [3, -257],
      [-1, bytes("n")],
      [-2, bytes("e")],
    ],
  };
  return new Map(entries[algorithm]);
}

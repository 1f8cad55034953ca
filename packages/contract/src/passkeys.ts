import { z } from "zod";
import { line, timestamp } from "./fields.ts";
import { limits } from "./limits.ts";
import { deviceIdSchema, deviceSchema } from "./tokens.ts";

/** Bytes in base64url without padding, as browsers write them (WebAuthn Level 3, 5.1). */
function bytes(max: number) {
  return z
    .string()
    .max(Math.ceil((max * 4) / 3))
    .regex(/^[\w-]+$/);
}

/** WebAuthn Level 3, 4: a credential id has at most 1023 bytes. */
const credentialId = bytes(1023);
const clientDataJson = bytes(4096);
const publicKeyType = z.literal("public-key");

/** Text of our own that goes along with a ceremony: what it is for and until when, signed. */
const ceremonySchema = z.string().max(200);

const descriptorSchema = z.object({ id: z.string(), type: publicKeyType, transports: z.array(z.string()) });

/** What `PublicKeyCredential.parseRequestOptionsFromJSON` takes. */
const requestOptionsSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal("required"),
});

/** What `PublicKeyCredential.parseCreationOptionsFromJSON` takes. */
const creationOptionsSchema = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: publicKeyType, alg: z.int() })),
  timeout: z.int(),
  attestation: z.literal("none"),
  excludeCredentials: z.array(descriptorSchema),
  authenticatorSelection: z.object({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
});

/** A login's answer of the authenticator, as `PublicKeyCredential.toJSON()` gives it. Unknown keys are dropped. */
const assertionSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: publicKeyType,
  response: z.object({
    clientDataJSON: clientDataJson,
    authenticatorData: bytes(4096),
    signature: bytes(8192),
    /** WebAuthn Level 3, 5.4.3: at most 64 bytes. */
    userHandle: bytes(64).nullish(),
  }),
});

/** The answer of an authenticator that has made a passkey. */
const attestationSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: publicKeyType,
  response: z.object({
    clientDataJSON: clientDataJson,
    attestationObject: bytes(16_384),
    transports: z
      .array(
        z
          .string()
          .max(32)
          .regex(/^[a-z-]+$/),
      )
      .max(10)
      .default([]),
  }),
});

/** A proof of who calls: a passkey that verified its user. A further key is refused: two proofs are none. */
export const passkeyProof = z.strictObject({ ceremony: ceremonySchema, response: assertionSchema });

export const passkeyLoginInput = z.object({
  ceremony: ceremonySchema,
  response: assertionSchema,
  device: deviceSchema.optional(),
  deviceId: deviceIdSchema.optional(),
});

export const beginPasskeyOutput = z.object({ options: requestOptionsSchema, ceremony: z.string() });

export const beginPasskeyAddOutput = z.object({ options: creationOptionsSchema, ceremony: z.string() });

/** What its owner calls a passkey; an empty name gives it the one that it has without. */
const nameSchema = line(limits.passkeyNameMaxCodePoints);

export const addPasskeyInput = z.object({
  ceremony: ceremonySchema,
  response: attestationSchema,
  name: nameSchema.optional(),
});

export const passkeySchema = z.object({
  id: z.int(),
  name: z.string(),
  /** Whether it is on further devices of its owner too. */
  synced: z.boolean(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
});

export const passkeyListOutput = z.array(passkeySchema);

export const renamePasskeyInput = z.object({ id: z.int().positive(), name: nameSchema });

export const passkeyIdInput = z.object({ id: z.int().positive() });

/** The passkeys that are left, as `PublicKeyCredential.signalAllAcceptedCredentials` takes them. */
const acceptedSchema = z.object({
  rpId: z.string(),
  userId: z.string(),
  allAcceptedCredentialIds: z.array(z.string()),
});

export const removePasskeyOutput = z.object({ removed: z.literal(1), accepted: acceptedSchema });

export type Passkey = z.infer<typeof passkeySchema>;
export type PasskeyProof = z.output<typeof passkeyProof>;
export type PasskeyLogin = z.output<typeof passkeyLoginInput>;
export type BeginPasskeyOutput = z.infer<typeof beginPasskeyOutput>;
export type BeginPasskeyAddOutput = z.infer<typeof beginPasskeyAddOutput>;
export type AddPasskeyInput = z.input<typeof addPasskeyInput>;
export type AddPasskey = z.output<typeof addPasskeyInput>;
export type RemovePasskeyOutput = z.infer<typeof removePasskeyOutput>;

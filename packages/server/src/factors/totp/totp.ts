import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";

/** RFC 4226, 4: R6 recommends 160 bits. */
const seedBytes = 20;

/** What authenticator apps take for granted. RFC 6238, 5.2: 30 seconds. */
const parameters = { algorithm: "SHA1", digits: 6, period: 30 } as const;

/** RFC 6238, 5.2, and ASVS 6.5.5: the step before and the one after are accepted, for clocks that differ. */
const window = 1;

export function generateSeed(): Buffer {
  return randomBytes(seedBytes);
}

/** A seed as an authenticator app takes it: base32, and the URI of a QR code. */
export function describeSeed(
  seed: Uint8Array,
  names: { issuer: string; label: string },
): { secret: string; uri: string } {
  const secret = secretOf(seed);
  return { secret: secret.base32, uri: new TOTP({ ...parameters, ...names, secret }).toString() };
}

/** The step that a code is of; null for one that is of no step near `now`. */
export function findStep(seed: Uint8Array, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = TOTP.validate({ ...parameters, token: code, secret: secretOf(seed), timestamp, window });
  return delta === null ? null : TOTP.counter({ period: parameters.period, timestamp }) + delta;
}

/** A copy: a small Buffer is a part of a larger one. */
function secretOf(seed: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(seed).buffer });
}

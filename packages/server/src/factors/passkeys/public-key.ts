import { createPublicKey, type JsonWebKey } from "node:crypto";

/** COSE's numbers (RFC 9052, 7; RFC 9053, 7). */
const label = { keyType: 1, algorithm: 3, curve: -1, x: -2, y: -3, modulus: -1, exponent: -2 } as const;

/** Ed25519, ES256 and RS256, the most wanted first. ML-DSA is left out: Node's is experimental. */
export const algorithms = [-8, -7, -257] as const;

/** RFC 8017 knows longer ones, whose signatures take long to verify. */
const rsaBytes = { least: 256, most: 512 } as const;

/** A key in COSE: numbers and byte strings by their labels. */
type CoseKey = { get(label: number): unknown };

/** Throws unless a key in COSE is a whole one of {@link algorithms}: a broken one would fail at its first login only. */
export function assertPublicKey(cose: CoseKey): void {
  createPublicKey({ key: toJwk(cose), format: "jwk" });
}

function toJwk(cose: CoseKey): JsonWebKey {
  const text = (name: keyof typeof label, least: number, most = least): string => {
    const value = cose.get(label[name]);
    if (!(value instanceof Uint8Array) || value.length < least || value.length > most) throw new Error(`bad ${name}`);
    return Buffer.from(value).toString("base64url");
  };
  const is = (keyType: number, curve?: number) =>
    cose.get(label.keyType) === keyType && (curve === undefined || cose.get(label.curve) === curve);

  switch (cose.get(label.algorithm)) {
    case -8:
      if (is(1, 6)) return { kty: "OKP", crv: "Ed25519", x: text("x", 32) };
      break;
    case -7:
      if (is(2, 1)) return { kty: "EC", crv: "P-256", x: text("x", 32), y: text("y", 32) };
      break;
    case -257:
      if (is(3)) return { kty: "RSA", n: text("modulus", rsaBytes.least, rsaBytes.most), e: text("exponent", 1, 4) };
      break;
  }
  throw new Error("a key of another algorithm");
}

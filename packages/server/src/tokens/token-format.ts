import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** What a token is good for. A statement on tokens says which purposes it means. */
export type TokenPurpose = "session" | "api" | "reset" | "verify" | "second_factor";

/** The text of a token says its purpose, and a secret scanner looks for it. */
const prefixes = {
  session: "lu_",
  api: "lu_pat_",
  reset: "lu_reset_",
  verify: "lu_verify_",
  second_factor: "lu_step2_",
} as const satisfies Record<TokenPurpose, string>;

const secretBytes = 20;
const secretPattern = /^[0-9a-f]{48}$/;
/** Django REST Framework's `Token.generate_key`: 20 random bytes in hex. */
const django = /^[0-9a-f]{40}$/;

/**
 * A new token: its prefix, 160 random bits in hex (ASVS 7.2.3 asks for 128), and the CRC-32 of what stands before it, so
 * that a scanner knows a leaked token from a look-alike and garbage is refused without the database.
 */
export function generateToken(purpose: TokenPurpose = "session"): string {
  const body = prefixes[purpose] + randomBytes(secretBytes).toString("hex");
  return body + checksum(body);
}

/** Whether a text can be a token of a purpose: one of ours with its checksum right, or a session that Django made. */
export function isTokenShaped(text: string, purpose: TokenPurpose): boolean {
  const prefix = prefixes[purpose];
  if (text.startsWith(prefix) && secretPattern.test(text.slice(prefix.length))) {
    return text.endsWith(checksum(text.slice(0, -checksumLength)));
  }
  return purpose === "session" && django.test(text);
}

/** Whether a text can be a token that is presented with a call. */
export function isCredential(text: string): boolean {
  return isTokenShaped(text, "session") || isTokenShaped(text, "api");
}

/** What is stored of a token. It is random and long, so a plain hash is enough: there is nothing to guess. */
export function digestToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

const checksumLength = 8;

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(checksumLength, "0");
}

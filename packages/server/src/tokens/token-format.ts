import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** What a secret scanner looks for. */
const prefix = "lu_";
const secretBytes = 20;

const ours = /^lu_[0-9a-f]{40}[0-9a-f]{8}$/;
/** Django REST Framework's `Token.generate_key`: 20 random bytes in hex. */
const django = /^[0-9a-f]{40}$/;

/**
 * A new token: `lu_`, 160 random bits in hex (ASVS 7.2.3 asks for 128), and the CRC-32 of what stands before it, so
 * that a scanner knows a leaked token from a look-alike and garbage is refused without the database.
 */
export function generateToken(): string {
  const body = prefix + randomBytes(secretBytes).toString("hex");
  return body + checksum(body);
}

/** Whether a text can be a token at all: one of ours with its checksum right, or one that Django made. */
export function isTokenShaped(text: string): boolean {
  if (ours.test(text)) return text.endsWith(checksum(text.slice(0, -checksumLength)));
  return django.test(text);
}

/** What is stored of a token. It is random and long, so a plain hash is enough: there is nothing to guess. */
export function digestToken(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

const checksumLength = 8;

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(checksumLength, "0");
}

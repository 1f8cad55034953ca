import { readArgon2 } from "./argon2.ts";
import { readBcrypt } from "./bcrypt.ts";
import { readPbkdf2 } from "./pbkdf2.ts";
import { malformed, type Reading } from "./reading.ts";
import { readScrypt } from "./scrypt.ts";

/** Django's column holds 128 characters; what is longer than twice that was not written by Django. */
const maxLength = 256;

/** Reads a stored password, `algorithm$…`, as Django's `identify_hasher` does. Cheap, and never throws. */
export function readEncoding(encoded: string): Reading {
  if (encoded === "" || encoded.startsWith("!")) return { kind: "unusable" };
  if (encoded.length > maxLength) return malformed("a password");
  const end = encoded.indexOf("$");
  const data = encoded.slice(end + 1);
  const algorithm = encoded.slice(0, Math.max(end, 0));
  switch (algorithm) {
    case "bcrypt_sha256":
    case "bcrypt":
      return readBcrypt(algorithm, data);
    case "pbkdf2_sha256":
    case "pbkdf2_sha1":
      return readPbkdf2(algorithm, data);
    case "scrypt":
      return readScrypt(data);
    case "argon2":
      return readArgon2(data);
    default:
      return {
        kind: "refused",
        reason: "unknown_algorithm",
        message: "The algorithm is none of pbkdf2_sha256, pbkdf2_sha1, bcrypt, bcrypt_sha256, scrypt and argon2.",
      };
  }
}

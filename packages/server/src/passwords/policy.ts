import { codePoints, type ErrorCode, limits, usernameKey } from "@levelup/contract";
import { LevelUpError } from "../errors.ts";
import { isCommonPassword } from "./common-passwords.ts";

/** Whose password it is to be. */
export type PasswordOwner = { username: string; email: string };

/**
 * The form in which a password is hashed, NFC: the same letters typed on another keyboard are the same password
 * (NIST SP 800-63B, 3.1.1.2). Nothing is trimmed.
 */
export function normalizePassword(password: string): string {
  return password.normalize("NFC");
}

/** Why a password cannot be hashed at all, or null: it is too long, or holds NUL or half a surrogate pair. */
export function whyNotHashable(password: string): "PASSWORD_TOO_LONG" | "PASSWORD_MALFORMED" | null {
  if (Buffer.byteLength(password) > limits.passwordMaxBytes) return "PASSWORD_TOO_LONG";
  if (password.includes("\0") || !password.isWellFormed()) return "PASSWORD_MALFORMED";
  return null;
}

/** Why a password may not be set, or null. ASVS 5, 6.2.1 to 6.2.12: length, known passwords and context, no composition rules. */
function whyNotAcceptable(password: string, owner: PasswordOwner): ErrorCode | null {
  const notHashable = whyNotHashable(password);
  if (notHashable !== null) return notHashable;
  if (codePoints(normalizePassword(password)) < limits.passwordMinCodePoints) return "PASSWORD_TOO_SHORT";
  if (names(password, owner.username)) return "PASSWORD_IS_USERNAME";
  if (names(password, owner.email)) return "PASSWORD_IS_EMAIL";
  if (isCommonPassword(password)) return "PASSWORD_COMMON";
  return null;
}

/** Throws LevelUpError for the first rule that a password to be set breaks. */
export function assertAcceptable(password: string, owner: PasswordOwner, field: "password" | "newPassword"): void {
  const code = whyNotAcceptable(password, owner);
  if (code !== null) throw new LevelUpError(code, { field });
}

/** Whether the password is the name, or what stands before the name's last @: many a username is an e-mail address. */
function names(password: string, name: string): boolean {
  const key = usernameKey(password);
  return key === usernameKey(name) || key === usernameKey(name.slice(0, Math.max(name.lastIndexOf("@"), 0)));
}

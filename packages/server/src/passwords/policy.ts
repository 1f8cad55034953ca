import {
  codePoints,
  type ErrorCode,
  limits,
  minPasswordGuesses,
  normalizePassword,
  usernameKey,
} from "@levelup/contract";
import { guessesOf } from "./estimator.ts";

/** The account whose password is being set. */
export type PasswordOwner = { username: string; email: string; firstName: string; lastName: string };

/** Why a password cannot be hashed at all, or null: it is too long, or holds NUL or half a surrogate pair. */
export function whyNotHashable(password: string): "PASSWORD_TOO_LONG" | "PASSWORD_MALFORMED" | null {
  if (Buffer.byteLength(password) > limits.passwordMaxBytes) return "PASSWORD_TOO_LONG";
  if (password.includes("\0") || !password.isWellFormed()) return "PASSWORD_MALFORMED";
  return null;
}

/** The first rule that a password to be set breaks, or null. ASVS 5, 6.2.1 to 6.2.12: no composition rules. */
export function brokenRule(password: string, owner: PasswordOwner): ErrorCode | null {
  const notHashable = whyNotHashable(password);
  if (notHashable !== null) return notHashable;
  if (codePoints(normalizePassword(password)) < limits.passwordMinCodePoints) return "PASSWORD_TOO_SHORT";
  if (isName(password, owner.username)) return "PASSWORD_IS_USERNAME";
  if (isName(password, owner.email)) return "PASSWORD_IS_EMAIL";
  const personal = [owner.username, owner.firstName, owner.lastName, owner.email];
  return guessesOf(password, personal) < minPasswordGuesses ? "PASSWORD_COMMON" : null;
}

/** Whether the password is the name, or what stands before the name's last @: many a username is an e-mail address. */
function isName(password: string, name: string): boolean {
  const key = usernameKey(password);
  return key === usernameKey(name) || key === usernameKey(name.slice(0, Math.max(name.lastIndexOf("@"), 0)));
}

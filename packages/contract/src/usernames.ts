import { normalize } from "./text.ts";

/**
 * The form in which a username is stored: NFKC, as Django's `AbstractBaseUser.normalize_username` does.
 * Full-width letters become plain ones, and NFC and NFD are one name.
 */
export function normalizeUsername(username: string): string {
  return normalize("NFKC", username);
}

/**
 * The form in which usernames are compared and kept unique: normalised and without case. By way of upper case, so that
 * letters with several lower cases (σ and ς, ss and ß and ẞ) meet, which is as near to Unicode's case folding as
 * JavaScript comes.
 */
export function usernameKey(username: string): string {
  return normalizeUsername(normalizeUsername(username).toLowerCase().toUpperCase().toLowerCase());
}

/**
 * The keys by which a typed name is looked up at a login: as it was typed, which an account from Django may need, and
 * without the spaces around it, which keyboards and password managers add.
 */
export function loginKeys(username: string): { exact: string; trimmed: string } {
  const exact = usernameKey(username);
  return { exact, trimmed: exact.trim() };
}

/** Django's `UnicodeUsernameValidator`: `[\w.@+-]`, where Python's `\w` is letters, numbers and the underscore. */
const usernamePattern = /^[\p{L}\p{N}_.@+-]+$/u;

/** Whether a normalised username holds only the characters that Django allows. */
export function isUsername(username: string): boolean {
  return usernamePattern.test(username);
}

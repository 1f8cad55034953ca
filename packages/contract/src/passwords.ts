import { limits } from "./limits.ts";
import { codePoints, normalize, utf8Bytes } from "./text.ts";

/** Whether a password can be hashed without loss and within bounds: well formed, no NUL, 4096 bytes at most. */
export function isStorablePassword(password: string): boolean {
  return (
    password.length <= limits.passwordMaxBytes &&
    password.isWellFormed() &&
    !password.includes("\0") &&
    utf8Bytes(password) <= limits.passwordMaxBytes
  );
}

/**
 * The form in which a password is hashed, NFC: the same letters typed on another keyboard are the same password
 * (NIST SP 800-63B, 3.1.1.2). Nothing is trimmed.
 */
export function normalizePassword(password: string): string {
  return normalize("NFC", password);
}

/** Names that an attacker of this service tries, besides those of the account. */
const serviceNames = ["Level Up", "gamer"];

/** As many characters as are estimated: the time grows with the square, and more of them only add guesses. */
const maxEstimated = 32;

/** A password of so many characters is on no list, whatever it repeats. */
const longEnough = 64;

/** Guesses below which a password is refused: ten million, at which a word with a year and a sign behind it ends. */
export const minPasswordGuesses = 1e7;

/** What a sign somewhere in a password is worth: attackers try a few signs in a few places. */
const guessesPerSign = 30;

/** zxcvbn's `check`, of which this is all that is used. */
type Check<Estimate extends { guesses: number }> = (password: string, userInputs: string[]) => Estimate;

/** Dictionaries and graphs come from zxcvbn; by default it tries 100 substitutions, and takes ten times as long. */
export const estimatorOptions = { maxLength: maxEstimated, l33tMaxSubstitutions: 10 } as const;

/**
 * How many guesses a password withstands, for the server's policy and the screen's meter alike: zxcvbn's estimate,
 * without regard to the width and the accents of letters, and with and without its signs, for zxcvbn takes `@123` for four
 * random characters. Null for a password that is long enough anyhow.
 *
 * @param personal the names of the account: username, first and last name, e-mail address
 */
export function estimatePassword<Estimate extends { guesses: number }>(
  check: Check<Estimate>,
  password: string,
  personal: readonly string[],
): Estimate | null {
  if (codePoints(normalizePassword(password)) >= longEnough) return null;
  const text = plain(password);
  const words = wordsOf([...serviceNames, ...personal]);
  const estimate = check(text, words);
  const unsigned = text.replace(/[\p{P}\p{S}]/gu, "");
  const signs = codePoints(text) - codePoints(unsigned);
  if (signs === 0 || guessesPerSign ** signs >= minPasswordGuesses) return estimate;
  const other = check(unsigned, words);
  const guesses = other.guesses * guessesPerSign ** signs;
  return guesses < estimate.guesses ? { ...other, guesses } : estimate;
}

/** Full-width letters as plain ones, letters without their accents. */
function plain(text: string): string {
  const bare = normalize("NFKD", text).replace(/[\u0300-\u036f]/g, "");
  return normalize("NFKC", bare).slice(0, maxEstimated);
}

/** Each name as a whole, in its parts, and joined with each other. */
function wordsOf(names: readonly string[]): string[] {
  const parts = names.map((name) => plain(name).split(/[^\p{L}\p{M}\p{N}]+/u));
  const whole = parts.map((some) => some.join("")).filter(Boolean);
  const pairs = whole.flatMap((one) => whole.map((other) => one + other));
  return [...new Set([...names.map(plain), ...parts.flat(), ...whole, ...pairs])].filter(Boolean);
}

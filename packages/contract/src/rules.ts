/** The rules of usernames and texts, free of any library: servers, browsers and forms share them. */

/** Lengths. Code points, not UTF-16 units, so that an astral letter counts once. */
export const limits = {
  /** Django's `AbstractUser.username`. */
  usernameMaxCodePoints: 150,
  /** Django's `AbstractUser.first_name` and `last_name`. */
  nameMaxCodePoints: 150,
  /** RFC 5321, 4.5.3.1.3: a path of 256 octets less its two angle brackets. */
  emailMaxCodePoints: 254,
  bioMaxCodePoints: 10_000,
  deviceMaxCodePoints: 100,
  /** NIST SP 800-63B, 3.1.1.2. */
  passwordMinCodePoints: 8,
  /** Room for any passphrase, and a bound on what is hashed. */
  passwordMaxBytes: 4096,
} as const;

/** The number of code points in a text. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * The form in which a username is stored: NFKC, as Django's `AbstractBaseUser.normalize_username` does.
 * Full-width letters become plain ones, and NFC and NFD are one name.
 */
export function normalizeUsername(username: string): string {
  return username.normalize("NFKC");
}

/**
 * The form in which usernames are compared and kept unique: normalised and without case. By way of upper case, so that
 * letters with several lower cases (σ and ς, ss and ß and ẞ) meet, which is as near to Unicode's case folding as
 * JavaScript comes.
 */
export function usernameKey(username: string): string {
  return normalizeUsername(username).toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");
}

/** Django's `UnicodeUsernameValidator`: `[\w.@+-]`, where Python's `\w` is letters, numbers and the underscore. */
const usernamePattern = /^[\p{L}\p{N}_.@+-]+$/u;

/** Whether a normalised username holds only the characters that Django allows. */
export function isUsername(username: string): boolean {
  return usernamePattern.test(username);
}

/** Controls but tab and line breaks; bidi controls, zero-width and other characters that leave no mark. */
const unsafe = /[[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\t\n\r\p{Variation_Selector}]]/v;
const lineBreaks = /[\t\n\r]/;

/** Whether a text of one line can be stored and shown as it is: well formed, nothing invisible, no control character. */
export function isSafeLine(text: string): boolean {
  return isSafeText(text) && !lineBreaks.test(text);
}

/** The same for a text that may have tabs and line breaks. */
export function isSafeText(text: string): boolean {
  // Emoji are joined by a zero-width joiner; inside one of Unicode's own sequences it hides nothing. Made here, for their
  // list is so long that to read it is a hundredth of a start.
  return text.isWellFormed() && !unsafe.test(text.replace(/\p{RGI_Emoji}/gv, ""));
}

/** The length of a well-formed text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Whether a password can be hashed without loss and within bounds: well formed, no NUL, 4096 bytes at most. */
export function isStorablePassword(password: string): boolean {
  return (
    password.length <= limits.passwordMaxBytes &&
    password.isWellFormed() &&
    !password.includes("\0") &&
    utf8Bytes(password) <= limits.passwordMaxBytes
  );
}

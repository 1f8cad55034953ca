/** Lengths. Code points, not UTF-16 units, so that an astral letter counts once. */
export const limits = {
  /** Django's `AbstractUser.username`. */
  usernameMaxCodePoints: 150,
  /** Django's `AbstractUser.first_name` and `last_name`. */
  nameMaxCodePoints: 150,
  /** RFC 5321, 4.5.3.1.3: a path of 256 octets less its two angle brackets. */
  emailMaxCodePoints: 254,
  /** What is typed to ask for a new password: a username before it is composed, or an address. */
  loginMaxCodePoints: 1200,
  /** Every token and every code of a mailed link is shorter. */
  linkCodeMaxCodePoints: 100,
  /** For so long a login whose password was right can be finished by a code. */
  challengeMinutes: 10,
  bioMaxCodePoints: 10_000,
  deviceMaxCodePoints: 100,
  apiTokenNameMaxCodePoints: 60,
  /** Days from the creation of an API token to its end. */
  apiTokenMaxDays: 365,
  apiTokenDefaultDays: 90,
  /** Of one API token. */
  scopesMax: 50,
  scopeMaxLength: 60,
  passkeyNameMaxCodePoints: 60,
  /** NIST SP 800-63B, 3.1.1.2. */
  passwordMinCodePoints: 8,
  /** Room for any passphrase, and a bound on what is hashed. */
  passwordMaxBytes: 4096,
} as const;

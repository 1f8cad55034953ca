/** The rules that a password to be set may break, in the order in which they are checked. */
export const newPasswordErrors = [
  "PASSWORD_TOO_LONG",
  "PASSWORD_MALFORMED",
  "PASSWORD_TOO_SHORT",
  "PASSWORD_IS_USERNAME",
  "PASSWORD_IS_EMAIL",
  "PASSWORD_COMMON",
] as const;

import { codePoints, limits, usernameKey } from "@levelup/contract";
import { dictionary } from "@zxcvbn-ts/language-common";

/** Of 49,000 known passwords the 18,000 that are long enough to be tried at all. In lower case, as they come. */
const common = new Set(
  dictionary["passwords-common"].filter((password) => codePoints(password) >= limits.passwordMinCodePoints),
);

/** Whether a password is on the list of those that attackers try first, whatever its case or the width of its letters. */
export function isCommonPassword(password: string): boolean {
  return common.has(usernameKey(password));
}

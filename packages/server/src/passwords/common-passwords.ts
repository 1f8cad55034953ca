import { createRequire } from "node:module";
import { codePoints, limits, usernameKey } from "@levelup/contract";

const require = createRequire(import.meta.url);

let common: Set<string> | undefined;

/** Of 49,000 known passwords the 18,000 that are long enough to be tried at all. In lower case, as they come. */
function readCommonPasswords(): Set<string> {
  const { dictionary } = require("@zxcvbn-ts/language-common") as typeof import("@zxcvbn-ts/language-common");
  return new Set(
    dictionary["passwords-common"].filter((password) => codePoints(password) >= limits.passwordMinCodePoints),
  );
}

/** Whether a password is on the list of those that attackers try first, whatever its case or the width of its letters. */
export function isCommonPassword(password: string): boolean {
  // Unpacked by the first password that is set: a start does without it.
  common ??= readCommonPasswords();
  return common.has(usernameKey(password));
}

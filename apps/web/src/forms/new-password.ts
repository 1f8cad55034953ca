import { errorTable } from "@levelup/contract/errors";
import { codePoints, limits } from "@levelup/contract/rules";

/** Checks the length of a new password; the server checks the rest. */
export function newPasswordError(password: string): string | null {
  return codePoints(password) < limits.passwordMinCodePoints ? errorTable.PASSWORD_TOO_SHORT.message : null;
}

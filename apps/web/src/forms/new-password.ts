import { errorTable } from "@levelup/contract/errors";
import { codePoints, limits } from "@levelup/contract/rules";

/** What can be said of a new password without asking the server, which judges the rest. */
export function newPasswordError(password: string): string | null {
  return codePoints(password) < limits.passwordMinCodePoints ? errorTable.PASSWORD_TOO_SHORT.message : null;
}

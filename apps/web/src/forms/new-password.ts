import { errorTable } from "@levelup/contract/errors";
import { codePoints, limits } from "@levelup/contract/rules";

/** What is wrong with a new password, as far as that is known without the server. */
export function newPasswordError(password: string): string | null {
  return codePoints(password) < limits.passwordMinCodePoints ? errorTable.PASSWORD_TOO_SHORT.message : null;
}

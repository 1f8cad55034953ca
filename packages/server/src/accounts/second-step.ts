import type { SecondFactorChallenge } from "@levelup/contract";
import type { FilterQuery } from "@mikro-orm/core";
import type { Em } from "../db/database.ts";
import type { RequestInfo } from "../request-info.ts";
import type { User } from "./user.entity.ts";

/** A code of an authenticator app, or a recovery code, or neither. In the form in which the contract brings them. */
export type StepCode = { code?: string | undefined; recoveryCode?: string | undefined };

/** What a second step was passed by; null: the account has none. */
export type PassedBy = "code" | "recoveryCode" | null;

/** What the use cases of passwords need of the factor that follows a right password. */
export type SecondStep = {
  /**
   * Starts the second step of a login whose password was right; null when the account has none. Within the caller's
   * transaction, which has locked the user's row.
   *
   * @throws UNAVAILABLE when the factor cannot be read: the password alone is never enough then.
   */
  challenge(
    em: Em,
    login: { user: User; device: string | undefined; request: RequestInfo; now: Date },
  ): Promise<SecondFactorChallenge | null>;
  /**
   * Spends a code and runs `work`, in one transaction that has locked the user's row: both or neither. Of an account
   * without a second step no code is asked.
   *
   * @param where the account, and what must still be so of it
   * @returns null when that is no longer so.
   * @throws RATE_LIMITED after too many wrong codes of the account, UNAVAILABLE, and what `work` throws.
   */
  pass<Result>(
    attempt: { user: User; where: FilterQuery<User>; code: StepCode; request: RequestInfo },
    work: (em: Em, owner: User, by: PassedBy) => Promise<Result>,
  ): Promise<{ isRight: true; result: Result } | { isRight: false } | null>;
};

/** The field that a wrong code is about. */
export function codeField({ recoveryCode }: StepCode): "code" | "recoveryCode" {
  return recoveryCode === undefined ? "code" : "recoveryCode";
}

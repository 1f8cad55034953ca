import { accountErrors } from "./accounts.errors.ts";
import type { ErrorCode } from "./errors.ts";
import { tokenErrors } from "./tokens.errors.ts";

/**
 * What each procedure may throw. The server turns any other code into INTERNAL, and the SDK types exactly this
 * union, so that a `switch` over it is exhaustive.
 */
export const procedureErrors = { ...accountErrors, ...tokenErrors } as const satisfies Record<
  string,
  readonly ErrorCode[]
>;

/** The path of a procedure, as in `auth.login`. */
export type ProcedurePath = keyof typeof procedureErrors;

/** The codes that a procedure may throw. */
export type ErrorCodeOf<Path extends ProcedurePath> = (typeof procedureErrors)[Path][number];

import { type ErrorCode, errorTable, type InputIssue } from "@levelup/contract";

/** What the client may learn beyond the code. */
export type ErrorDetails = { field?: string; issues?: InputIssue[]; retryAfterSeconds?: number };

/** The one error that services throw. Each wire maps it to its own form; anything else becomes INTERNAL. */
export class LevelUpError extends Error {
  override name = "LevelUpError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(errorTable[code].message, options);
    this.code = code;
    this.details = details;
  }
}

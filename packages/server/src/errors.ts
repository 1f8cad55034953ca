import { type ErrorCode, errorTable, type InputIssue } from "@levelup/contract";
import type { ErrorDefinition } from "./define-errors.ts";

/** What the client may learn beyond the code. */
export type ErrorDetails = { field?: string; issues?: InputIssue[]; scope?: string; retryAfterSeconds?: number };

/**
 * The one error that services throw, by a code of Level Up's table or by a definition of the app's own. Each wire maps
 * it to its own form; anything else becomes INTERNAL.
 */
export class LevelUpError extends Error {
  override name = "LevelUpError";
  readonly code: string;
  readonly definition: ErrorDefinition;
  readonly details: ErrorDetails;

  constructor(error: ErrorCode | ErrorDefinition, details: ErrorDetails = {}, options?: ErrorOptions) {
    const definition = typeof error === "string" ? { code: error, ...errorTable[error] } : error;
    super(definition.message, options);
    this.code = definition.code;
    this.definition = definition;
    this.details = details;
  }
}

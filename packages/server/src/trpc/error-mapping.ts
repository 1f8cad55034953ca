import type { ErrorCode, InputIssue, WireErrorData } from "@levelup/contract";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { isDatabaseUnavailable } from "../db/unavailable.ts";
import { LevelUpError } from "../errors.ts";

/** tRPC's own errors, thrown before a procedure runs, and our codes for them. */
const ownErrors: Partial<Record<TRPCError["code"], ErrorCode>> = {
  PARSE_ERROR: "INVALID_INPUT",
  BAD_REQUEST: "INVALID_INPUT",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_SUPPORTED: "METHOD_NOT_ALLOWED",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
};

/**
 * Anything thrown, as an error of the table. What the table does not have becomes INTERNAL, with the cause kept for the
 * log: messages of databases and libraries may hold values that no client must see.
 */
export function toLevelUpError(error: unknown): LevelUpError {
  if (error instanceof LevelUpError) return error;
  if (error instanceof TRPCError) return fromTRPCError(error);
  const cause = { cause: error };
  return isDatabaseUnavailable(error)
    ? new LevelUpError("UNAVAILABLE", { retryAfterSeconds: 1 }, cause)
    : new LevelUpError("INTERNAL", {}, cause);
}

function fromTRPCError(error: TRPCError): LevelUpError {
  if (error.cause instanceof LevelUpError) return error.cause;
  if (error.cause instanceof ZodError && error.code === "BAD_REQUEST") return invalidInput(error.cause);
  // What a resolver throws arrives wrapped; its own code then is INTERNAL_SERVER_ERROR.
  if (error.code === "INTERNAL_SERVER_ERROR") return toLevelUpError(error.cause ?? new Error(error.message));
  return new LevelUpError(ownErrors[error.code] ?? "INTERNAL", {}, { cause: error });
}

/** An invalid input: every field with the rule that it breaks, and never the value. */
export function invalidInput(error: ZodError): LevelUpError {
  const issues = error.issues.map((issue): InputIssue => {
    const rule = issue.code === "custom" ? issue.params?.rule : issue.code;
    return { field: issue.path.join("."), rule: typeof rule === "string" ? rule : "invalid", message: issue.message };
  });
  const [first] = issues;
  return new LevelUpError("INVALID_INPUT", first === undefined ? {} : { field: first.field, issues });
}

/** An error that its procedure does not declare is a bug of ours, and becomes INTERNAL. */
export function asDeclared(error: LevelUpError, declared: readonly string[]): LevelUpError {
  return declared.includes(error.code) ? error : new LevelUpError("INTERNAL", {}, { cause: error });
}

/** The error as tRPC carries it. */
export function toTRPCError(error: LevelUpError): TRPCError {
  const { trpc, message } = error.definition;
  return new TRPCError({ code: trpc, message, cause: error });
}

/** What the client sees of an error: the table's message and the details, nothing of the cause. */
export function toWire(error: LevelUpError, requestId: string): { message: string; data: WireErrorData } {
  const { code, status, message } = error.definition;
  return { message, data: { code, httpStatus: status, requestId, ...error.details } };
}

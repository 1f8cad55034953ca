import {
  type ErrorCode,
  type ErrorCodeOf,
  type InputIssue,
  type ProcedurePath,
  procedureErrors,
  type WireErrorData,
} from "@levelup/contract/errors";
import type { SignedOutReason } from "./session.ts";

const clientMessages = {
  NETWORK: "The server did not answer. Check your connection.",
  SESSION_CHANGED: "This device was logged in or out in the meantime.",
};

/**
 * The SDK's own errors, possible in any call:
 *
 * - `NETWORK`: no answer of Level Up came. The device is offline, the server is down, or a proxy answered in its place.
 *   Whether the server did the work is not known.
 * - `SESSION_CHANGED`: this device was logged in or out while the call was under way. The answer belonged to the former
 *   session and was dropped.
 */
export type ClientErrorCode = keyof typeof clientMessages;

/** Every code that a {@link LevelUpError} can carry. */
export type LevelUpErrorCode = ErrorCode | ClientErrorCode;

// An entry of a table instead of a union: editors then show the codes and not the name of this type.
/** The codes that a call of the procedure at `Path` may reject with: those it declares, and the SDK's own. */
export type ErrorCodeOfCall<Path extends ProcedurePath> = {
  [Each in ProcedurePath]: ErrorCodeOf<Each> | ClientErrorCode;
}[Path];

/** The only error that a call of the SDK rejects with. */
export class LevelUpError<Code extends LevelUpErrorCode = LevelUpErrorCode> extends Error {
  /** The error code, for a `switch`. */
  declare readonly code: Code;
  /** The input field that the error is about, such as `username`. */
  declare readonly field: string | undefined;
  /** Everything that is wrong with the input, for `INVALID_INPUT`; otherwise empty. */
  declare readonly issues: readonly InputIssue[];
  /** Whole seconds to wait before trying again, for `RATE_LIMITED` and `OVERLOADED`. */
  declare readonly retryAfterSeconds: number | undefined;
  /** Identifies the request in the server's log, for a report; absent where no answer came. */
  declare readonly requestId: string | undefined;

  constructor(code: Code, message: string, details: Partial<WireErrorData> = {}, cause?: unknown) {
    super(message, { cause });
    this.name = "LevelUpError";
    this.code = code;
    this.field = details.field;
    this.issues = details.issues ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.requestId = details.requestId;
  }
}

/** Whether a caught value is a {@link LevelUpError}, also one of another copy of this package. */
export function isLevelUpError(error: unknown): error is LevelUpError {
  return error instanceof Error && error.name === "LevelUpError";
}

/** An error that the SDK raises itself. */
export function clientError<Code extends ClientErrorCode>(code: Code, cause?: unknown): LevelUpError<Code> {
  return new LevelUpError(code, clientMessages[code], {}, cause);
}

/** The codes that mean that a token is no longer accepted. */
const deadTokenCodes: readonly (LevelUpErrorCode | undefined)[] = [
  "TOKEN_INVALID",
  "TOKEN_EXPIRED",
  "TOKEN_MISSING",
  "ACCOUNT_INACTIVE",
] satisfies SignedOutReason[];

type DeadTokenCode = Exclude<SignedOutReason, "LOGOUT" | "OTHER_TAB">;

/** Whether an error code means that the token is no longer accepted. */
export function isDeadTokenCode(code: LevelUpErrorCode | undefined): code is DeadTokenCode {
  return deadTokenCodes.includes(code);
}

/**
 * Turns a failed call into a {@link LevelUpError}. A code that this SDK does not know for the procedure comes from a
 * newer server; it becomes INTERNAL with the server's message, so that the typed union stays true.
 */
export function toLevelUpError(path: ProcedurePath, failure: unknown): LevelUpError {
  const { data, message } = failure as { data?: Partial<WireErrorData>; message: string };
  if (!data?.code) return clientError("NETWORK", failure);
  const declared: readonly string[] = procedureErrors[path];
  return new LevelUpError(declared.includes(data.code) ? data.code : "INTERNAL", message, data, failure);
}

declare const rejection: unique symbol;

/** What every call returns: a promise whose type names the codes that it may reject with. */
export interface Call<Data, Code extends LevelUpErrorCode> extends Promise<Data> {
  readonly [rejection]?: Code;
}

/** The outcome of a call as a value, from {@link safe}. */
export type Result<Data, Code extends LevelUpErrorCode> =
  // Both have every property, because `!result.ok` does not narrow the union in projects without `strict`.
  | { readonly ok: true; readonly data: Data; readonly error?: undefined }
  | { readonly ok: false; readonly data?: undefined; readonly error: LevelUpError<Code> };

/**
 * Waits for a call and gives its outcome as a value. `error.code` is exactly the union of the codes that this procedure
 * declares and the SDK's own, so a `switch` over it can be exhaustive.
 *
 * ```ts
 * const result = await safe(levelup.auth.login({ username, password }));
 * if (!result.ok) show(result.error.message);
 * else if (!result.data.valid) show("Wrong username or password.");
 * ```
 *
 * Anything else than a {@link LevelUpError} is a bug and is thrown again.
 */
export async function safe<Data, Code extends LevelUpErrorCode = LevelUpErrorCode>(
  call: Call<Data, Code>,
): Promise<Result<Data, Code>> {
  try {
    return { ok: true, data: await call };
  } catch (error) {
    if (isLevelUpError(error)) return { ok: false, error: error as LevelUpError<Code> };
    throw error;
  }
}

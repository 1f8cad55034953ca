import type { ErrorCode, InputIssue, WireErrorData } from "@levelup/contract/errors";
import type { SignedOutReason } from "./session.ts";

const clientMessages = {
  NETWORK: "The server did not answer.",
  SESSION_CHANGED: "The session has changed.",
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

/** Every code of Level Up and of the SDK. A {@link LevelUpError} may also carry one of the app's own. */
export type LevelUpErrorCode = ErrorCode | ClientErrorCode;

/** The only error that a call of the SDK rejects with. */
export class LevelUpError<Code extends string = LevelUpErrorCode> extends Error {
  /** The error code, for a `switch`. */
  declare readonly code: Code;
  /** The input field that the error is about, such as `username`. */
  declare readonly field: string | undefined;
  /** Everything that is wrong with the input, for `INVALID_INPUT`; otherwise empty. */
  declare readonly issues: readonly InputIssue[];
  /** The scope that an API token would need, for `SCOPE_MISSING`. */
  declare readonly scope: string | undefined;
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
    this.scope = details.scope;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.requestId = details.requestId;
  }
}

/** Whether a caught value is a {@link LevelUpError}, also one of another copy of this package. */
export function isLevelUpError<Code extends string = LevelUpErrorCode>(error: unknown): error is LevelUpError<Code> {
  return error instanceof Error && error.name === "LevelUpError";
}

/** An error that the SDK raises itself. */
export function clientError<Code extends ClientErrorCode>(code: Code, cause?: unknown): LevelUpError<Code> {
  return new LevelUpError(code, clientMessages[code], {}, cause);
}

/** The codes that mean that a token is no longer accepted. */
const deadTokenCodes: readonly unknown[] = [
  "TOKEN_INVALID",
  "TOKEN_EXPIRED",
  "TOKEN_MISSING",
  "ACCOUNT_INACTIVE",
] satisfies SignedOutReason[];

type DeadTokenCode = Exclude<SignedOutReason, "LOGOUT" | "OTHER_TAB">;

/** Whether an error code means that the token is no longer accepted. */
export function isDeadTokenCode(code: unknown): code is DeadTokenCode {
  return deadTokenCodes.includes(code);
}

/** Turns a failed call into a {@link LevelUpError}, with the code that the server sent. */
export function toLevelUpError(failure: unknown): LevelUpError<string> {
  const { data, message } = failure as { data?: Partial<WireErrorData>; message: string };
  return data?.code ? new LevelUpError(data.code, message, data, failure) : clientError("NETWORK", failure);
}

declare const rejection: unique symbol;

/** What every call returns: a promise whose type names the codes that it may reject with. */
export interface Call<Data, Code extends string> extends Promise<Data> {
  readonly [rejection]?: Code;
}

/**
 * The codes that a call may reject with, from the type of its method: `ErrorCodeOf<typeof levelup.auth.login>`,
 * `ErrorCodeOf<typeof levelup.api.games.join.mutate>`.
 */
export type ErrorCodeOf<Method> = Method extends (...input: never) => Call<unknown, infer Code> ? Code : never;

/** The outcome of a call as a value, from {@link safe}. */
export type Result<Data, Code extends string> =
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
export async function safe<Data, Code extends string = LevelUpErrorCode>(
  call: Call<Data, Code>,
): Promise<Result<Data, Code>> {
  try {
    return { ok: true, data: await call };
  } catch (error) {
    if (isLevelUpError<Code>(error)) return { ok: false, error };
    throw error;
  }
}

/**
 * Every error that can cross the wire: code → HTTP status, tRPC code and the message that a person reads.
 *
 * A service throws a code; the server maps it here, once. Nothing that is not in this table leaves the server.
 * Wrong credentials are no error: a login answers `{ valid: false }`.
 */
export const errorTable = {
  INVALID_INPUT: { status: 400, trpc: "BAD_REQUEST", message: "Some of what was sent is not right: see the fields." },
  PASSWORD_TOO_SHORT: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "Use at least 8 characters. A few words in a row work well.",
  },
  PASSWORD_TOO_LONG: { status: 400, trpc: "BAD_REQUEST", message: "Use a password of at most 4096 bytes." },
  PASSWORD_MALFORMED: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "This password holds a character that cannot be stored. Type it again.",
  },
  PASSWORD_COMMON: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "This password is on the lists that attackers try first. Choose a less usual one.",
  },
  PASSWORD_IS_USERNAME: { status: 400, trpc: "BAD_REQUEST", message: "Choose a password that is not your username." },
  PASSWORD_IS_EMAIL: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "Choose a password that is not your e-mail address.",
  },
  WRONG_PASSWORD: { status: 400, trpc: "BAD_REQUEST", message: "This is not your current password." },
  BATCH_REFUSED: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "This batch holds more than 10 calls, or one that is to be sent alone.",
  },
  TOKEN_MISSING: { status: 401, trpc: "UNAUTHORIZED", message: "Log in first." },
  TOKEN_INVALID: { status: 401, trpc: "UNAUTHORIZED", message: "This device is no longer logged in. Log in again." },
  TOKEN_EXPIRED: { status: 401, trpc: "UNAUTHORIZED", message: "Your login has expired. Log in again." },
  ACCOUNT_INACTIVE: { status: 401, trpc: "UNAUTHORIZED", message: "This account is not active." },
  NOT_FOUND: { status: 404, trpc: "NOT_FOUND", message: "There is nothing here by that name." },
  METHOD_NOT_ALLOWED: {
    status: 405,
    trpc: "METHOD_NOT_SUPPORTED",
    message: "Use GET for queries and POST for mutations.",
  },
  USERNAME_TAKEN: { status: 409, trpc: "CONFLICT", message: "An account with that username already exists." },
  PAYLOAD_TOO_LARGE: { status: 413, trpc: "PAYLOAD_TOO_LARGE", message: "That is more than the server takes at once." },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    trpc: "UNSUPPORTED_MEDIA_TYPE",
    message: "Send JSON, with Content-Type: application/json.",
  },
  RATE_LIMITED: {
    status: 429,
    trpc: "TOO_MANY_REQUESTS",
    message: "Too many attempts. Wait a little, then try again.",
  },
  INTERNAL: {
    status: 500,
    trpc: "INTERNAL_SERVER_ERROR",
    message: "Something went wrong on our side. Try again, and quote the request id if it stays.",
  },
  OVERLOADED: { status: 503, trpc: "SERVICE_UNAVAILABLE", message: "The server is busy. Try again in a moment." },
  UNAVAILABLE: {
    status: 503,
    trpc: "SERVICE_UNAVAILABLE",
    message: "The server cannot reach its database. Try again in a moment.",
  },
} as const satisfies Record<string, { status: number; trpc: string; message: string }>;

/** A code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;

/** Any call may meet these: they are about the request or the server, not about what the procedure does. */
const anyCall = [
  "INVALID_INPUT",
  "BATCH_REFUSED",
  "METHOD_NOT_ALLOWED",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "INTERNAL",
  "OVERLOADED",
  "UNAVAILABLE",
] as const;

/** A call that needs a token may meet these too. */
const authenticatedCall = [...anyCall, "TOKEN_MISSING", "TOKEN_INVALID", "TOKEN_EXPIRED", "ACCOUNT_INACTIVE"] as const;

/** A password that is being set may be refused for these reasons. */
const newPassword = [
  "PASSWORD_TOO_SHORT",
  "PASSWORD_TOO_LONG",
  "PASSWORD_MALFORMED",
  "PASSWORD_COMMON",
  "PASSWORD_IS_USERNAME",
  "PASSWORD_IS_EMAIL",
] as const;

/**
 * What each procedure may throw. The server turns any other code into INTERNAL, and the SDK types exactly this
 * union, so that a `switch` over it is exhaustive.
 */
export const procedureErrors = {
  "auth.register": [...anyCall, ...newPassword, "USERNAME_TAKEN", "RATE_LIMITED"],
  "auth.login": [...anyCall, "RATE_LIMITED"],
  "auth.logout": anyCall,
  "account.me": authenticatedCall,
  "account.update": [...authenticatedCall, "RATE_LIMITED"],
  "account.changePassword": [...authenticatedCall, ...newPassword, "WRONG_PASSWORD", "RATE_LIMITED"],
  "tokens.list": authenticatedCall,
  "tokens.revoke": [...authenticatedCall, "NOT_FOUND", "RATE_LIMITED"],
  "tokens.revokeOthers": [...authenticatedCall, "RATE_LIMITED"],
} as const satisfies Record<string, readonly ErrorCode[]>;

/** The path of a procedure, as in `auth.login`. */
export type ProcedurePath = keyof typeof procedureErrors;

/** The codes that a procedure may throw. */
export type ErrorCodeOf<Path extends ProcedurePath> = (typeof procedureErrors)[Path][number];

/** One thing that is wrong with an input: which field, which rule it breaks, and how to do better. */
export type InputIssue = { field: string; rule: string; message: string };

/** What an error carries over the wire, under `error.data` of a tRPC answer. */
export type WireErrorData = {
  code: ErrorCode;
  httpStatus: number;
  requestId: string;
  /** The input field that the error is about. */
  field?: string;
  /** Everything that is wrong with the input, for INVALID_INPUT. */
  issues?: InputIssue[];
  /** Whole seconds to wait before trying again. */
  retryAfterSeconds?: number;
};

export * from "./common.errors.ts";
export * from "./passwords.errors.ts";

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
  LINK_INVALID: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "This link has expired or was used already. Ask for a new one.",
  },
  WRONG_CODE: { status: 400, trpc: "BAD_REQUEST", message: "That code is not right, or was used already." },
  CHALLENGE_INVALID: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "This took too long, or was answered already. Start again.",
  },
  PASSKEY_REFUSED: { status: 400, trpc: "BAD_REQUEST", message: "This passkey cannot be used here." },
  BATCH_REFUSED: {
    status: 400,
    trpc: "BAD_REQUEST",
    message: "This batch holds more than 10 calls, or one that is to be sent alone.",
  },
  TOKEN_MISSING: { status: 401, trpc: "UNAUTHORIZED", message: "Log in first." },
  TOKEN_INVALID: { status: 401, trpc: "UNAUTHORIZED", message: "This device is no longer logged in. Log in again." },
  TOKEN_EXPIRED: { status: 401, trpc: "UNAUTHORIZED", message: "Your login has expired. Log in again." },
  ACCOUNT_INACTIVE: { status: 401, trpc: "UNAUTHORIZED", message: "This account is not active." },
  FORBIDDEN: { status: 403, trpc: "FORBIDDEN", message: "Web pages cannot send this from where they are." },
  REAUTHENTICATION_REQUIRED: { status: 403, trpc: "FORBIDDEN", message: "Show that it is you, then try again." },
  SCOPE_MISSING: { status: 403, trpc: "FORBIDDEN", message: "This token is not allowed to do that." },
  EMAIL_NOT_VERIFIED: { status: 403, trpc: "FORBIDDEN", message: "Confirm your e-mail address first." },
  NOT_OFFERED: { status: 403, trpc: "FORBIDDEN", message: "This server does not offer that." },
  NOT_FOUND: { status: 404, trpc: "NOT_FOUND", message: "There is nothing here by that name." },
  METHOD_NOT_ALLOWED: {
    status: 405,
    trpc: "METHOD_NOT_SUPPORTED",
    message: "Use GET for queries and POST for mutations.",
  },
  USERNAME_TAKEN: { status: 409, trpc: "CONFLICT", message: "An account with that username already exists." },
  LIMIT_REACHED: {
    status: 409,
    trpc: "CONFLICT",
    message: "You have as many of these as there may be. Remove one first.",
  },
  LAST_CREDENTIAL: { status: 409, trpc: "CONFLICT", message: "This is the last way into your account." },
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

/** One thing that is wrong with an input: which field, which rule it breaks, and how to do better. */
export type InputIssue = { field: string; rule: string; message: string };

/** What an error carries over the wire, under `error.data` of a tRPC answer. The code may also be one of a team's own. */
export type WireErrorData<Code extends string = string> = {
  code: Code;
  httpStatus: number;
  requestId: string;
  /** The input field that the error is about. */
  field?: string;
  /** Everything that is wrong with the input, for INVALID_INPUT. */
  issues?: InputIssue[];
  /** The scope that an API token would need, for SCOPE_MISSING; none where no API token is accepted. */
  scope?: string;
  /** Whole seconds to wait before trying again. */
  retryAfterSeconds?: number;
};

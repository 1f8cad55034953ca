/** Any call may meet these: they are about the request or the server, not about what the procedure does. */
export const anyCall = [
  "INVALID_INPUT",
  "BATCH_REFUSED",
  "FORBIDDEN",
  "METHOD_NOT_ALLOWED",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "INTERNAL",
  "OVERLOADED",
  "UNAVAILABLE",
] as const;

/** A call that needs a token may meet these too. */
export const authenticatedCall = [
  ...anyCall,
  "TOKEN_MISSING",
  "TOKEN_INVALID",
  "TOKEN_EXPIRED",
  "ACCOUNT_INACTIVE",
  "SCOPE_MISSING",
] as const;

/** A call that needs a recent proof of who makes it may meet this too. */
export const freshCall = [...authenticatedCall, "REAUTHENTICATION_REQUIRED"] as const;

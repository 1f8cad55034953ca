export type ErrorCause = { code?: unknown; message?: unknown; path?: unknown; errors?: unknown };

/** Causes may be a loop. */
const maxDepth = 5;

/** An error and its causes, those of several connection attempts too. */
export function* causesOf(error: unknown): Generator<ErrorCause> {
  for (let current = error, depth = 0; current instanceof Error && depth < maxDepth; depth += 1) {
    yield current;
    if (current instanceof AggregateError) yield* current.errors;
    current = current.cause;
  }
}

/** Whether an error's code is PostgreSQL's, https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function isSqlState(code: unknown): code is string {
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
}

/** The SQLSTATE of an error that PostgreSQL has answered. */
export function sqlStateOf(error: unknown): string | undefined {
  return [...causesOf(error)].map(({ code }) => code).find(isSqlState);
}

/** Whether an error's code is Node's or OpenSSL's for a certificate that does not prove who the server is. */
export function isCertificateCode(code: unknown): code is string {
  return (
    typeof code === "string" &&
    /^(ERR_TLS_|CERT_|(DEPTH_ZERO_)?SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/.test(code)
  );
}

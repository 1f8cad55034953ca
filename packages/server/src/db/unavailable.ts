/** Node's codes for a connection that cannot be had or was cut. */
const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * SQLSTATEs that say "not now": connection exceptions (08), insufficient resources such as a full disk or too many
 * connections (53), operator intervention such as a shutdown or a statement timeout (57), a standby that takes no
 * writes (25006), and a transaction that was idle for too long, which only a network that stood still makes (25P03).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const unavailableState = /^(08|53|57)|^25006$|^25P03$/;

/** What `pg` and its pool say without a code. */
const unavailableMessage =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|PGlite is clos/i;

function* causes(error: unknown): Generator<{ code?: unknown; message?: unknown; path?: unknown; errors?: unknown }> {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    yield current;
    if (current instanceof AggregateError) yield* current.errors;
  }
}

/** Whether an error says that the database cannot be reached or cannot serve now, rather than that a query is wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (const { code, message } of causes(error)) {
    if (typeof code === "string" && (networkCodes.has(code) || (code.length === 5 && unavailableState.test(code)))) {
      return true;
    }
    if (typeof message === "string" && unavailableMessage.test(message)) return true;
  }
  return false;
}

/** Codes of Node and OpenSSL for a certificate that does not prove who the server is. */
const certificateCode = /^(ERR_TLS_|CERT_|(DEPTH_ZERO_)?SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/;

/** What is wrong with a connection that failed at the start, and what to do; never with the URL's password. */
export function describeConnectionFailure(error: unknown, url: string): [what: string, remedy: string, ErrorOptions] {
  const { host, pathname, username, searchParams } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  const cause = { cause: error };
  for (const { code, message, path } of causes(error)) {
    if (typeof path === "string" && code === "ENOENT" && searchParams.toString() !== "") {
      return [`${path}, which the URL of PostgreSQL at ${host} names, is not there.`, "Correct DATABASE_URL.", cause];
    }
    if (typeof code === "string" && certificateCode.test(code)) {
      return [
        `the certificate of PostgreSQL at ${host} is not to be trusted (${code}).`,
        "Name its authority, as in DATABASE_URL=postgres://…?sslmode=verify-full&sslrootcert=/path/to/ca.pem.",
        cause,
      ];
    }
    if (message === "The server does not support SSL connections") {
      return [
        `PostgreSQL at ${host} does not speak TLS, and its URL wants it.`,
        "Set ssl = on there, or take sslmode out of DATABASE_URL.",
        cause,
      ];
    }
    if (code === "28P01" || code === "28000") {
      return [
        `PostgreSQL at ${host} refuses the login of ${username || "the default user"}.`,
        "Check the user name and password in DATABASE_URL.",
        cause,
      ];
    }
    if (code === "3D000") {
      return [
        `PostgreSQL at ${host} has no database "${database}".`,
        `Create it (createdb ${database}), or correct DATABASE_URL.`,
        cause,
      ];
    }
  }
  return [
    `PostgreSQL at ${host} cannot be reached.`,
    "Start it, or correct DATABASE_URL; without DATABASE_URL the embedded database is used.",
    cause,
  ];
}

import { type DatabaseAddress, readDatabaseUrl } from "./database-url.ts";
import { causesOf, type ErrorCause, isCertificateCode, isSqlState } from "./error-causes.ts";

/** What is wrong with a connection that failed at the start, and what to do; never with the URL's password. */
export function describeConnectionFailure(error: unknown, url: string): [what: string, remedy: string, ErrorOptions] {
  const address = readDatabaseUrl(url);
  if (address === null) return ["the URL of PostgreSQL is not valid.", "Correct DATABASE_URL.", { cause: error }];
  for (const cause of causesOf(error)) {
    const description = describeCause(cause, address);
    if (description !== null) return [...description, { cause: error }];
  }
  const remedy = "Start it, or correct DATABASE_URL; without DATABASE_URL the embedded database is used.";
  return [`PostgreSQL at ${address.host} cannot be reached.`, remedy, { cause: error }];
}

function describeCause(
  { code, message, path }: ErrorCause,
  { host, user, database }: DatabaseAddress,
): [what: string, remedy: string] | null {
  const server = `PostgreSQL at ${host}`;
  if (code === "ENOENT" && typeof path === "string") {
    return [`${path}, which the URL of ${server} names, is not there.`, "Correct DATABASE_URL."];
  }
  if (isCertificateCode(code)) {
    return [
      `the certificate of ${server} is not to be trusted (${code}).`,
      "Name its authority, as in DATABASE_URL=postgres://…?sslmode=verify-full&sslrootcert=/path/to/ca.pem.",
    ];
  }
  if (message === "The server does not support SSL connections") {
    return [
      `${server} does not speak TLS, and its URL wants it.`,
      "Set ssl = on there, or take sslmode out of DATABASE_URL.",
    ];
  }
  const isLoginWrong = code === "28P01" || code === "28000" || String(message).startsWith("SASL");
  if (isLoginWrong) {
    return [
      `${server} refuses the login of ${user || "the default user"}.`,
      "Check the user name and password in DATABASE_URL.",
    ];
  }
  if (code === "3D000") {
    return [`${server} has no database "${database}".`, `Create it (createdb ${database}), or correct DATABASE_URL.`];
  }
  // Starting up, shutting down, no more connections, a database that takes none, …
  if (isSqlState(code)) return [`${server} takes no connection now: ${message}.`, "Try again, or look at its log."];
  return null;
}

import { causesOf, isCertificateCode } from "./error-causes.ts";

/** Node's codes for a connection that cannot be opened or was cut. */
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
 * SQLSTATEs that say "not now", https://www.postgresql.org/docs/current/errcodes-appendix.html:
 *
 * - 08 connection exceptions, 28 refused logins, 3D000 a database that is gone, 55000 one that takes no connections
 * - 40001, 40003 and 40P01: the transaction was given up for the sake of another one
 * - 53 insufficient resources such as a full disk, 58 system errors such as a broken one
 * - 57 operator intervention such as a shutdown or a statement timeout, 55P03 a lock timeout
 * - 25006 a standby, which takes no writes; 25P03 and 25P04 a transaction that took too long
 */
const unavailableState = /^(08...|28...|3D000|40001|40003|40P01|53...|55000|55P03|57...|58...|25006|25P03|25P04)$/;

/** What `pg` and its pool say without a code. */
const unavailableMessage =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|SSL connection|PGlite is clos/i;

/** Whether an error says that the database cannot be reached or cannot serve now, rather than that a query is wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (const { code, message } of causesOf(error)) {
    if (typeof code === "string" && (networkCodes.has(code) || unavailableState.test(code))) return true;
    if (isCertificateCode(code)) return true;
    if (typeof message === "string" && unavailableMessage.test(message)) return true;
  }
  return false;
}

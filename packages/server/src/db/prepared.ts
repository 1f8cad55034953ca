import { createHash } from "node:crypto";
import type { Pool, QueryResultRow } from "pg";

/** A statement that is always the same but for the values of `$1`, `$2`, …; the database knows it after the first time. */
export type Statement<Row> = (values: unknown[]) => Promise<Row[]>;

/**
 * Statements that a connection parses and plans once, which is most of what a short one costs.
 *
 * Behind a pooler that hands connections on after each transaction, such as pgbouncer before 1.21, the next connection
 * may not know the statement, or know it already. They are sent without a name from then on.
 */
export function createPreparer(pool: Pool): <Row extends QueryResultRow>(text: string) => Statement<Row> {
  let named = true;

  return <Row extends QueryResultRow>(text: string) => {
    // Of the text itself: another version of the server may share the connection and means something else.
    const name = `levelup_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    return async (values) => {
      if (named) {
        try {
          return (await pool.query<Row>({ name, text, values })).rows;
        } catch (error) {
          if (!isUnknownThere(error)) throw error;
          named = false;
        }
      }
      return (await pool.query<Row>({ text, values })).rows;
    };
  };
}

/**
 * invalid_sql_statement_name, duplicate_prepared_statement, and feature_not_supported, which is what a statement gets
 * whose tables a migration has changed since. The statement did not run.
 */
const unknownThere = new Set(["26000", "42P05", "0A000"]);

function isUnknownThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && unknownThere.has(error.code);
}

import { createHash } from "node:crypto";
import type { Pool, QueryResultRow } from "pg";
import { sqlStateOf } from "./error-causes.ts";
import type { Statement } from "./statement.ts";

/**
 * invalid_sql_statement_name and duplicate_prepared_statement, which a pooler causes that lends another connection for
 * each transaction (pgbouncer before 1.21), and feature_not_supported, after a migration of the statement's tables.
 * The statement did not run.
 */
const notPrepared = ["26000", "42P05", "0A000"];

/** Makes statements that a connection parses and plans once; without names from the first time that this fails. */
export function createPreparer(pool: Pool): <Row extends QueryResultRow>(text: string) => Statement<Row> {
  let isNamed = true;

  return <Row extends QueryResultRow>(text: string) => {
    // Of the text itself: another version of the server may share the connection.
    const name = `levelup_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
    return async (values) => {
      if (isNamed) {
        try {
          return (await pool.query<Row>({ name, text, values })).rows;
        } catch (error) {
          if (!notPrepared.includes(sqlStateOf(error) ?? "")) throw error;
          isNamed = false;
        }
      }
      return (await pool.query<Row>({ text, values })).rows;
    };
  };
}

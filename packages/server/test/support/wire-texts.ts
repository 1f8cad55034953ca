import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { vi } from "vitest";

/** Messages of PostgreSQL's protocol that hold the text of a statement: Query and Parse. */
const withText = ["Q", "P"].map((type) => type.charCodeAt(0));

/** Collects the text of every statement that is sent to a database, on both engines, until `vi.restoreAllMocks()`. */
export function watchWireTexts(): string[] {
  const texts: string[] = [];
  const { query, parse } = pg.Connection.prototype;
  vi.spyOn(pg.Connection.prototype, "query").mockImplementation(function (this: pg.Connection, text) {
    texts.push(text);
    return query.call(this, text);
  });
  vi.spyOn(pg.Connection.prototype, "parse").mockImplementation(function (this: pg.Connection, statement, more) {
    texts.push(statement.text);
    return parse.call(this, statement, more);
  });
  const { execProtocolRaw } = PGlite.prototype;
  vi.spyOn(PGlite.prototype, "execProtocolRaw").mockImplementation(function (this: PGlite, message, options) {
    if (withText.includes(message[0] ?? 0)) texts.push(Buffer.from(message).toString());
    return execProtocolRaw.call(this, message, options);
  });
  return texts;
}

import type { Em } from "@levelup/server";
import { sql } from "kysely";
import { type RowOptions, readRow, type StagedRow } from "./read-rows.ts";
import type { Note } from "./report.ts";
import type { DjangoSource, Kind } from "./source.ts";

/**
 * Rows are put into temporary tables as they are read, so that memory stays flat and their order does not matter. The
 * rest is a few statements over whole tables. They have no keys: a fixture may hold a row twice, and `position` says
 * which is later.
 */
const stagingTables = `
  create temporary table staged_users (
    position int, id int, username text, username_key text, password_hash text, email text, first_name text,
    last_name text, is_active boolean, is_staff boolean, is_superuser boolean, date_joined timestamptz,
    last_login timestamptz
  ) on commit drop;
  create temporary table staged_gamers (position int, id int, user_id int, bio text) on commit drop;
  create temporary table staged_tokens (position int, digest bytea, user_id int, created_at timestamptz) on commit drop;
  create temporary table staged_emails (
    position int, id int, user_id int, email text, is_verified boolean, is_primary boolean
  ) on commit drop`;

/** How many rows were read, of how many if that is known; then the rows are put into their tables. */
export type ImportProgress = { stage: "reading" | "writing"; rows: number; rowCount: number | null };

/** What was read: how many rows of each kind, and notes on those that were refused or changed. */
export type Staged = { read: Record<Kind, number>; notes: Note[] };

/** Reads the source and puts its rows into the staging tables, which go with the transaction. */
export async function stageSource(
  em: Em,
  source: DjangoSource,
  options: RowOptions & {
    timeZone: string;
    onProgress?: ((progress: ImportProgress) => void) | undefined;
  },
): Promise<Staged> {
  for (const statement of stagingTables.split(";")) await em.execute(statement);
  await em.execute("select set_config('TimeZone', ?, true)", [options.timeZone]);
  const read = { users: 0, gamers: 0, tokens: 0, emails: 0 };
  const notes: Note[] = [];
  let position = 0;
  for await (const { kind, rows } of source.batches()) {
    const staged: (StagedRow & { position: number })[] = [];
    for (const sourceRow of rows) {
      position += 1;
      const reading = readRow(kind, sourceRow, options);
      notes.push(...reading.notes);
      if (reading.row !== null) staged.push({ position, ...reading.row });
    }
    await insertRows(em, kind, staged);
    read[kind] += rows.length;
    options.onProgress?.({ stage: "reading", rows: position, rowCount: source.rowCount });
  }
  // The planner needs the tables' sizes for the joins.
  await em.execute("analyze staged_users, staged_gamers, staged_tokens, staged_emails");
  return { read, notes };
}

/** Rows are bound as one value: hashes in the statement's text would be in PostgreSQL's log if it failed. */
async function insertRows(em: Em, kind: Kind, rows: StagedRow[]): Promise<void> {
  const table = sql.ref(`staged_${kind}`);
  await sql`insert into ${table} select * from json_populate_recordset(null::${table}, ${JSON.stringify(rows)}::json)`.execute(
    em.getKysely(),
  );
}

/** Makes new rows count on from the imported ones. Never back: an id is not given twice. */
export async function moveSequencesOn(em: Em): Promise<void> {
  for (const table of ["users", "gamers"]) {
    await em.execute(
      `select setval('${table}_id_seq', greatest(last_value, (select max(id) from ${table}))) from ${table}_id_seq`,
    );
  }
}

import { readFile } from "node:fs/promises";
import type { PGlite } from "@electric-sql/pglite";
import { createPglite } from "../db/pglite.ts";

/** An embedded database in memory that can be used by one test after the other. */
export type Embedded = {
  pglite: PGlite;
  /** Empties all tables. Closes the database and returns false if a test left anything but rows behind. */
  empty(): Promise<boolean>;
};

/** What a test may have changed beside rows: tables, columns, constraints, functions, triggers, settings, roles. */
const schemaQuery = `
  select md5(string_agg(item, ',' order by item)) as schema from (
    select concat(attrelid::regclass, '.', attname, atttypid, attnotnull) from pg_attribute
      where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) and attnum > 0
    union all select concat(conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace
    union all select concat(proname, prosrc) from pg_proc where pronamespace = 'public'::regnamespace
    union all select concat(tgname, tgenabled) from pg_trigger where not tgisinternal
    union all select rolname::text from pg_roles
    union all select concat(setrole, setconfig) from pg_db_role_setting) items (item)`;

/** Opens the database in an archive that PGlite has dumped. */
export async function openEmbedded(archive: URL): Promise<Embedded> {
  const pgliteTemplate = new Blob([await readFile(archive)]);
  const settings = { url: null, folder: null, poolSize: 1, connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };
  const pglite = await createPglite({ ...settings, pgliteTemplate });
  const schemaOf = async () => (await pglite.query<{ schema: string }>(schemaQuery)).rows[0]?.schema;
  const schema = await schemaOf();
  const { rows } = await pglite.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'",
  );
  const emptying = `discard all; truncate ${rows.map(({ name }) => name).join(", ")} restart identity cascade`;
  const migrationsOf = async () => (await pglite.query("select name from migrations order by id")).rows;
  const migrations = JSON.stringify(await migrationsOf());

  return {
    pglite,
    async empty() {
      try {
        if ((await schemaOf()) === schema && JSON.stringify(await migrationsOf()) === migrations) {
          await pglite.exec(emptying);
          return true;
        }
      } catch {
        // A test left a transaction open, or a table away.
      }
      await pglite.close();
      return false;
    },
  };
}

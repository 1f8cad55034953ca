type Query = (sql: string) => Promise<{ rows: unknown[] }>;

/** What a test may have changed beside rows: tables, columns, constraints, functions, triggers, rights, settings, migrations. */
const schemaQuery = `
  select md5(string_agg(item, ',' order by item)) as digest from (
    select concat_ws(' ', relname, relkind, relowner, relacl, reloptions) from pg_class
      where relnamespace = 'public'::regnamespace
    union all select concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull, atthasdef) from pg_attribute
      where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace) and attnum > 0
    union all select concat_ws(' ', conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace
    union all select concat_ws(' ', proname, prosrc) from pg_proc where pronamespace = 'public'::regnamespace
    union all select concat_ws(' ', tgname, tgenabled) from pg_trigger where not tgisinternal
    union all select concat_ws(' ', nspname, nspacl) from pg_namespace where nspname !~ '^pg_'
    union all select concat_ws(' ', datconnlimit, datacl) from pg_database where datname = current_database()
    union all select concat_ws(' ', setrole, setconfig) from pg_db_role_setting
      where setdatabase = (select oid from pg_database where datname = current_database())
    union all select name from migrations) items (item)`;

/**
 * What tells whether a copy of a template can be emptied and used again: its digest is still that of the template. A
 * template in which migrations have written rows has none that a copy could have, since emptying would lose them.
 */
export async function digestTemplate(query: Query): Promise<string> {
  const tables = "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'";
  const names = (await query(tables)).rows.map((row) => (row as { name: string }).name);
  const written = names.filter((name) => name !== "migrations").map((name) => `exists (select from ${name})`);
  const { rows } = await query(`select ${["false", ...written].join(" or ")} as "hasRows"`);
  return (rows[0] as { hasRows: boolean }).hasRows ? "migrations write rows" : digestSchema(query);
}

/** A digest of everything in a database but rows. */
export async function digestSchema(query: Query): Promise<string> {
  const { rows } = await query(schemaQuery);
  return (rows[0] as { digest: string }).digest;
}

/** Without triggers and foreign keys, so in any order; several times as fast as `truncate`. */
const emptying = `
  do $$
    declare "table" text;
    begin
      set local session_replication_role = replica;
      for "table" in select quote_ident(tablename) from pg_tables
        where schemaname = 'public' and tablename <> 'migrations'
      loop
        execute 'delete from ' || "table";
      end loop;
      perform setval(seqrelid::regclass, seqstart, false) from pg_sequence
        where seqrelid <> 'migrations_id_seq'::regclass;
    end
  $$`;

/** Deletes all rows, and begins the ids anew. */
export async function emptyTables(query: Query): Promise<void> {
  await query(emptying);
}

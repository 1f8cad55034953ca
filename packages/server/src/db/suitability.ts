import { StartError } from "../start-error.ts";
import type { Database } from "./database.ts";
import { sqlStateOf } from "./error-causes.ts";
import { isDatabaseUnavailable } from "./unavailable.ts";

type Server = { encoding: string; is_read_only: boolean; has_foreign_migrations: boolean };

const serverQuery = `
  select current_setting('server_encoding') as encoding, current_setting('transaction_read_only') = 'on' as is_read_only,
    to_regclass('migrations') is not null and 2 > (
      select count(*) from pg_attribute
      where attrelid = to_regclass('migrations') and attname in ('name', 'executed_at')) as has_foreign_migrations`;

const ownDatabase = "Give Level Up a database or a schema of its own.";

/** @throws StartError when a PostgreSQL cannot hold Level Up's tables, whatever the rights of the role. */
export async function assertSuitable(database: Database): Promise<void> {
  if (database.engine === "pglite") return;
  const [server] = await database.fork().execute<Server[]>(serverQuery);
  if (server?.is_read_only) {
    throw new StartError(
      "the database takes no writes.",
      "Let DATABASE_URL lead to the primary, as a role that may write.",
    );
  }
  if (server?.encoding !== "UTF8") {
    const remedy = "Make another one: createdb --encoding=UTF8 --template=template0.";
    throw new StartError(`the database is in ${server?.encoding}, which cannot hold every name.`, remedy);
  }
  if (server.has_foreign_migrations)
    throw new StartError("the database has a table `migrations` of another program.", ownDatabase);
}

/** What the service does with its tables. Those that it only adds to may be kept from changes by their grants. */
const changed = ["users", "gamers", "tokens", "attempts"];
const addedTo = ["audit_events", "settings"];

const lackingQuery = `
  with needed as (
    select to_regclass(name)::oid as oid, 'select,insert,update,delete' as rights from unnest(string_to_array(?, ',')) name
    union all select to_regclass(name)::oid, 'select,insert' from unnest(string_to_array(?, ',')) name)
  select oid::regclass::text as name from needed
  where not (select bool_and(has_table_privilege(oid, one)) from unnest(string_to_array(rights, ',')) one)
  union all
  select sequence.oid::regclass::text from needed
  join pg_depend on refobjid = needed.oid and deptype in ('a', 'i')
  join pg_class sequence on sequence.oid = objid
  where case when relkind = 'S' then not has_sequence_privilege(sequence.oid, 'usage') end`;

/** @throws StartError when the role may not use Level Up's tables, which another role has made. */
export async function assertPrivileges(database: Database): Promise<void> {
  if (database.engine === "pglite") return;
  const lacking = await database.fork().execute<{ name: string }[]>(lackingQuery, [changed.join(), addedTo.join()]);
  if (lacking.length === 0) return;
  const names = lacking.map(({ name }) => name).join(", ");
  throw new StartError(
    `the role in DATABASE_URL may not use ${names}.`,
    "Grant it select, insert, update, delete on the tables and usage on the sequences.",
  );
}

/** insufficient_privilege, and invalid_schema_name, which is what a role gets that may use none */
const notAllowed = ["42501", "3F000"];

/** duplicate_table, duplicate_object, duplicate_function and duplicate_schema */
const nameTaken = ["42P07", "42710", "42723", "42P06"];

/** An error of the database as a StartError, if an operator can do something about it. */
export function describeDatabaseFailure(error: unknown): unknown {
  const state = sqlStateOf(error) ?? "";
  const reason = error instanceof Error ? error.message.split("\n", 1)[0] : "";
  const cause = { cause: error };
  if (notAllowed.includes(state)) {
    const remedy = "Run `levelup migrate up` as the role that owns the schema, and grant this one what it needs.";
    return new StartError(
      `the role in DATABASE_URL may not use or create Level Up's tables: ${reason}.`,
      remedy,
      cause,
    );
  }
  if (nameTaken.includes(state)) {
    return new StartError(`the database holds tables of another program: ${reason}.`, ownDatabase, cause);
  }
  if (error instanceof StartError || !isDatabaseUnavailable(error)) return error;
  return new StartError(`the database stopped answering: ${reason}.`, "Look at its log, and try again.", cause);
}

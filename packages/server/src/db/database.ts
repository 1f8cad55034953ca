import type { AbstractSqlDriver, BasePostgreSqlEntityManager, SqlMikroORM } from "@mikro-orm/sql";
import type { DatabaseSettings } from "./database.settings.ts";
import type { Schema } from "./schema.ts";
import type { Statement } from "./statement.ts";

/** A forked EntityManager, or the one of a transaction. */
export type Em = BasePostgreSqlEntityManager;

/** The database of an app: PostgreSQL, or PGlite, which is PostgreSQL in WebAssembly with one connection. */
export type Database = {
  readonly engine: "postgresql" | "pglite";
  readonly orm: SqlMikroORM<AbstractSqlDriver, Em>;
  /** All migrations that the database should have, in order. */
  readonly migrations: Schema["migrations"];
  /** The files of the embedded database, as an archive; null on PostgreSQL. */
  readonly dump: (() => Promise<Blob>) | null;
  /** A fresh EntityManager for one use case. */
  fork(): Em;
  /** Runs work in a transaction of its own, again when PostgreSQL gave it up for the sake of another one. */
  transactional<Result>(work: (em: Em) => Promise<Result>): Promise<Result>;
  /** A statement that runs very often, without the ORM; its values are `$1`, `$2`, … */
  prepare<Row extends object>(text: string): Statement<Row>;
  /** The same on connections that nothing else uses, for what every call waits for. */
  prepareUrgent<Row extends object>(text: string): Statement<Row>;
  /** Runs work whose statements may take any time, such as a migration. */
  patiently<Result>(work: () => Promise<Result>): Promise<Result>;
  /** How many connections are in use and unused, and how many calls wait for one; null on PGlite, which has one. */
  pool(): { used: number; idle: number; waiting: number } | null;
  close(): Promise<void>;
};

/**
 * Opens the database and makes sure that it answers.
 *
 * @throws StartError when it cannot be reached, refuses the login, or its folder is held by another process.
 */
export async function openDatabase(settings: DatabaseSettings, schema: Schema): Promise<Database> {
  // Only one engine is needed, and each takes a while to load.
  if (settings.url === null) {
    const { openPglite } = await import("./pglite.ts");
    return openPglite(settings, schema);
  }
  const { openPostgres } = await import("./postgres.ts");
  return openPostgres(settings, settings.url, schema);
}

import type { PGlite } from "@electric-sql/pglite";
import type { BasePostgreSqlEntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { DatabaseSettings } from "../env.ts";
import type { Listen } from "./listener.ts";
import type { Statement } from "./prepared.ts";

/** A forked EntityManager, or the one of a transaction. */
export type Em = BasePostgreSqlEntityManager;

/** The database of an app: PostgreSQL, or PGlite, which is PostgreSQL in WebAssembly with one connection. */
export type Database = {
  readonly engine: "postgresql" | "pglite";
  readonly orm: MikroORM;
  /** The embedded engine itself, for what the ORM does not wrap; null on PostgreSQL. */
  readonly pglite: PGlite | null;
  /** A fresh EntityManager for one use case. */
  fork(): Em;
  /** A statement for what happens all the time, past all that the ORM does: its values stand in `$1`, `$2`, … */
  prepare<Row extends object>(text: string): Statement<Row>;
  /** The same for what every call waits for: on connections of its own, past whatever waits for those of the pool. */
  prepareUrgent<Row extends object>(text: string): Statement<Row>;
  /** Hears of notifications; those of a transaction come at its commit, and in the order of the commits. */
  listen: Listen;
  /** Runs work whose statements may take as long as they like, such as a migration. */
  patiently<Result>(work: () => Promise<Result>): Promise<Result>;
  /** How many connections are in use and at rest, and how many calls wait for one; null on PGlite, which has one. */
  pool(): { used: number; idle: number; waiting: number } | null;
  close(): Promise<void>;
};

/**
 * Opens the database and makes sure that it answers.
 *
 * @throws StartError when it cannot be reached, refuses the login, or its folder is held by another process.
 */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  // Nobody needs both, and each takes a while to load.
  if (settings.url === null) {
    const { openPglite } = await import("./pglite.ts");
    return openPglite(settings);
  }
  const { openPostgres } = await import("./postgres.ts");
  return openPostgres(settings, settings.url);
}

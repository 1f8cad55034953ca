import type { Database } from "./database.ts";

/** Any number, as long as every replica asks for the same one. */
const migrationLock = 7_001_986;

/**
 * Brings the schema up to date. Of several replicas that start at once, one does it and the others wait.
 *
 * @returns the names of the migrations that this call ran.
 */
export async function migrate(database: Database): Promise<string[]> {
  const { migrator } = database.orm;
  // PGlite has one process, and one connection, which a lock held beside the migration would keep from it.
  if (database.engine === "pglite") return names(await migrator.up());
  return database.patiently(() =>
    database.fork().transactional(async (em) => {
      await em.execute("set local statement_timeout = 0");
      await em.execute(`select pg_advisory_xact_lock(${migrationLock})`);
      const transaction = em.getTransactionContext();
      return names(await migrator.up(transaction === undefined ? {} : { transaction }));
    }),
  );
}

/** The names of the migrations that the database still lacks. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  return names(await database.orm.migrator.getPending());
}

function names(migrations: { name: string }[]): string[] {
  return migrations.map((migration) => migration.name);
}

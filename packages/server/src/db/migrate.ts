import type { Transaction } from "@mikro-orm/core";
import type { Database, Em } from "./database.ts";
import { assertPrivileges, assertSuitable, describeDatabaseFailure } from "./suitability.ts";

/** Any number that all replicas share. */
const migrationLock = 7_001_986;

/**
 * Brings the schema up to date. Of several replicas that start at once, one does it and the others wait.
 *
 * @returns the names of the migrations that this call ran.
 * @throws StartError when the database or the role does not allow it.
 */
export async function migrate(database: Database): Promise<string[]> {
  try {
    await assertSuitable(database);
    const { migrator } = database.orm;
    const isMissing = !(await isUpToDate(database));
    const ran = isMissing ? await withLock(database, (options) => migrator.up(options)) : [];
    await assertPrivileges(database);
    return names(ran);
  } catch (error) {
    throw describeDatabaseFailure(error);
  }
}

/**
 * Without the migrator, which reads the whole schema: at nearly every start there is nothing to do. It may wait while
 * another replica migrates.
 */
async function isUpToDate(database: Database): Promise<boolean> {
  return withoutTimeout(database, async (em) => {
    const [found] = await em.execute<{ exists: boolean }[]>("select to_regclass('migrations') is not null as exists");
    if (found?.exists !== true) return false;
    const rows = await em.execute<{ name: string }[]>("select name from migrations");
    const applied = new Set(rows.map(({ name }) => name));
    return database.migrations.every(({ name }) => applied.has(name));
  });
}

/** Undoes one migration, with the data in what it made. */
export async function undoMigration(database: Database, name: string): Promise<void> {
  const { migrator } = database.orm;
  await withLock(database, (options) => migrator.down({ ...options, migrations: [name] }));
}

/** PGlite needs no lock: it has one process, and one connection, which the lock would take from the migration. */
async function withLock<Result>(
  database: Database,
  work: (options: { transaction?: Transaction }) => Promise<Result>,
): Promise<Result> {
  if (database.engine === "pglite") return work({});
  return withoutTimeout(database, async (em) => {
    await em.execute(`select pg_advisory_xact_lock(${migrationLock})`);
    const transaction = em.getTransactionContext();
    return work(transaction === undefined ? {} : { transaction });
  });
}
/** A transaction whose statements may take any time. */
async function withoutTimeout<Result>(database: Database, work: (em: Em) => Promise<Result>): Promise<Result> {
  return database.patiently(() =>
    database.fork().transactional(async (em) => {
      await em.execute("set local statement_timeout = 0");
      return work(em);
    }),
  );
}

/** The names of the migrations that the database still lacks. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  return names(await database.orm.migrator.getPending());
}

export type MigrationStatus = {
  applied: { name: string; at: string }[];
  pending: string[];
  /** Migrations of a newer release. */
  unknown: string[];
};

export async function migrationStatus(database: Database): Promise<MigrationStatus> {
  const executed = await database.orm.migrator.getExecuted();
  const known = new Set(database.migrations.map(({ name }) => name));
  return {
    applied: executed
      .filter(({ name }) => known.has(name))
      .map(({ name, executed_at }) => ({ name, at: executed_at.toISOString() })),
    pending: await pendingMigrations(database),
    unknown: executed.map(({ name }) => name).filter((name) => !known.has(name)),
  };
}

function names(migrations: { name: string }[]): string[] {
  return migrations.map((migration) => migration.name);
}

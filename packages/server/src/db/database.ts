import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import type { BasePostgreSqlEntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { DatabaseSettings } from "../env.ts";
import { StartError } from "../start-error.ts";
import { lockFolder } from "./folder-lock.ts";
import type { Listen } from "./listener.ts";
import { ormOptions } from "./orm-options.ts";
import { openPostgres } from "./postgres.ts";
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
  return settings.url === null ? openPglite(settings) : openPostgres(settings, settings.url);
}

/**
 * PGlite fills its buffers with zeros at each start, and the 128 MB of its own configuration take longer than all the
 * rest of it. Pages that do not fit are a copy away, in memory or in the operating system's cache.
 */
const pgliteBuffers = "shared_buffers=16MB";

async function openPglite(settings: DatabaseSettings): Promise<Database> {
  const [{ MikroORM, createPostgreSqlTypeParsers }, { PGlite }] = await Promise.all([
    import("@mikro-orm/pglite"),
    import("@electric-sql/pglite"),
  ]);
  const lock = settings.folder === null ? null : lockFolder(settings.folder);
  try {
    const pglite = await PGlite.create({
      dataDir: settings.folder === null ? "memory://" : join(settings.folder, "pglite"),
      startParams: [...PGlite.defaultStartParams, "-c", pgliteBuffers],
      // No column is an array.
      parsers: createPostgreSqlTypeParsers((text) => [text]),
      ...(settings.pgliteTemplate === undefined ? {} : { loadDataDir: settings.pgliteTemplate }),
    });
    const orm = await MikroORM.init({ ...ormOptions, dbName: "levelup", driverOptions: { pglite: () => pglite } });
    const close = async () => {
      await orm.close(true);
      await pglite.close();
      lock?.release();
    };
    const connection = orm.em.getConnection();
    // Both drivers' classes derive from one base, which is all that is used of them.
    return {
      engine: "pglite",
      orm: orm as unknown as MikroORM,
      pglite,
      fork: () => orm.em.fork() as Em,
      // By way of the ORM's connection, which knows of transactions under way.
      prepare: (text) => (values) => connection.execute(text.replace(/\$\d+/g, "?"), values),
      // In this process, and so never lost.
      async listen(channels, { hear }, signal) {
        for (const channel of channels) {
          await pglite.listen(channel, (payload) => {
            if (!signal.aborted) hear(channel, payload);
          });
        }
      },
      patiently: (work) => work(),
      pool: () => null,
      close,
    };
  } catch (error) {
    lock?.release();
    throw new StartError(
      `the embedded database in ${settings.folder ?? "memory"} does not open.`,
      "Move that folder away to start with an empty one, or set DATABASE_URL to use PostgreSQL.",
      { cause: error },
    );
  }
}

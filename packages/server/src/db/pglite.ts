import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PGlite, types } from "@electric-sql/pglite";
import { createPostgreSqlTypeParsers, MikroORM } from "@mikro-orm/pglite";
import { StartError } from "../start-error.ts";
import { BoundPgliteDriver } from "./bound-pglite-driver.ts";
import type { DatabaseSettings } from "./database.settings.ts";
import type { Database } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";
import { ormOptions } from "./orm-options.ts";
import type { Schema } from "./schema.ts";
import { transactional } from "./transactional.ts";

/**
 * PGlite fills its buffers with zeros at each start: its default of 128 MB takes longer than the rest of the start.
 * Pages that do not fit are read from memory or from the operating system's cache.
 */
const startParams = [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"];

/** @throws StartError when the folder is held by another process, or holds no database. */
export async function openPglite(settings: DatabaseSettings, schema: Schema): Promise<Database> {
  const lock = settings.folder === null ? null : lockFolder(settings.folder);
  try {
    const given = settings.folder === null && settings.pgliteTemplate === undefined ? settings.pglite : undefined;
    const pglite = (given as PGlite | undefined) ?? (await createPglite(settings));
    const orm = await MikroORM.init({
      ...ormOptions(schema),
      driver: BoundPgliteDriver,
      dbName: "levelup",
      driverOptions: { pglite: () => pglite },
    });
    const close = async () => {
      await orm.close(true);
      if (given === undefined) await pglite.close();
      lock?.release();
    };
    const connection = orm.em.getConnection();
    // Through the ORM's connection, which waits for transactions under way.
    const prepare: Database["prepare"] = (text) => (values) => connection.execute(text.replace(/\$\d+/g, "?"), values);
    const fork = () => orm.em.fork();
    return {
      engine: "pglite",
      orm,
      migrations: schema.migrations,
      dump: () => pglite.dumpDataDir("none"),
      fork,
      transactional: (work) => transactional(fork, work),
      prepare,
      prepareUrgent: prepare,
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

/** An embedded database in its folder, or in memory. */
export async function createPglite(settings: DatabaseSettings): Promise<PGlite> {
  return PGlite.create({
    ...(await pgliteOptions(settings)),
    startParams,
    // No column is an array.
    parsers: createPostgreSqlTypeParsers((text) => [text]),
    // PGlite's own refuses texts, which PostgreSQL takes.
    serializers: {
      [types.BYTEA]: (value) => (typeof value === "string" ? value : `\\x${Buffer.from(value).toString("hex")}`),
    },
  });
}

async function pgliteOptions({ folder, pgliteTemplate }: DatabaseSettings) {
  if (folder === null) return { dataDir: "memory://", loadDataDir: pgliteTemplate ?? (await emptyCluster()) };
  const dataDir = join(folder, "pglite");
  if (!existsSync(dataDir)) await createCluster(dataDir);
  return { dataDir };
}

/** In another folder first, so that one of this name is complete even after an interruption. */
async function createCluster(dataDir: string): Promise<void> {
  const draft = `${dataDir}.draft`;
  await rm(draft, { recursive: true, force: true });
  const pglite = await PGlite.create({ dataDir: draft, startParams, loadDataDir: await emptyCluster() });
  await pglite.close();
  await rename(draft, dataDir);
}

/** The result of initdb, which takes seconds in WebAssembly. Loaded only when a database is created. */
async function emptyCluster(): Promise<Blob> {
  const { dataDir } = await import("@electric-sql/pglite-prepopulatedfs");
  return dataDir();
}

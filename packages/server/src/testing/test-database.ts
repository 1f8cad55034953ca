import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { DatabaseSettings } from "../db/database.settings.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import type { Schema } from "../db/schema.ts";
import { createSecret } from "../settings/secret.ts";
import { type Embedded, openEmbedded } from "./embedded-database.ts";

const shared = { poolSize: 10, connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };

/** Settings of a fresh, migrated database, and how to drop it. */
export type TestDatabase = { settings: DatabaseSettings; drop(): Promise<void> };

/**
 * A migrated database for one test, copied from a template: on the PostgreSQL of a URL, or in memory on PGlite.
 */
export async function createTestDatabase(url: string | undefined, schema: Schema): Promise<TestDatabase> {
  return url === undefined ? inMemory(schema) : onPostgres(url, schema);
}

const cacheFolder = new URL("../../node_modules/.cache/levelup/", import.meta.url);

/** A template is valid for the migrations that it was made by, and for this file. */
function templateVersion({ migrations }: Schema): string {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const migration of migrations) hash.update(`${migration.name} ${migration.class}`);
  return hash.digest("hex").slice(0, 16);
}

/** Embedded databases that no test uses, by their template. To empty one takes a tenth of the time of a new one. */
const idle = new Map<string, Embedded[]>();

async function inMemory(schema: Schema): Promise<TestDatabase> {
  const file = await ensureArchive(schema);
  const unused = idle.get(file.href) ?? [];
  idle.set(file.href, unused);
  const database = unused.pop() ?? (await openEmbedded(file));
  return {
    settings: { ...embedded, pglite: database.pglite },
    async drop() {
      if (await database.empty()) unused.push(database);
    },
  };
}

const embedded: DatabaseSettings = { ...shared, url: null, folder: null };

/**
 * Unpacks a migrated and otherwise empty database into a folder, for a server that gets it as `DATA_DIR`: to make one
 * takes several times as long.
 */
export async function fillDataFolder(folder: string, schema: Schema): Promise<void> {
  const place = join(folder, "pglite");
  await mkdir(place, { recursive: true });
  await promisify(execFile)("tar", ["-xf", fileURLToPath(await ensureArchive(schema)), "-C", place]);
}

/** The file with the migrated database in it. */
async function ensureArchive(schema: Schema): Promise<URL> {
  const file = new URL(`pglite-${templateVersion(schema)}.tar`, cacheFolder);
  if (!existsSync(file)) {
    mkdirSync(cacheFolder, { recursive: true });
    const database = await openDatabase(embedded, schema);
    await migrate(database);
    const em = database.fork();
    // Unused, and every test would unpack their files.
    await em.execute("update pg_database set datistemplate = false");
    for (const name of ["template0", "template1"]) await em.execute(`drop database ${name}`);
    // So that there is no log to recover at the next start.
    await em.execute("checkpoint");
    const archive = await database.dump?.();
    await database.close();
    const draft = new URL(`${file}.${process.pid}`);
    writeFileSync(draft, new Uint8Array((await archive?.arrayBuffer()) ?? []));
    renameSync(draft, file);
  }
  return file;
}

async function onPostgres(url: string, schema: Schema): Promise<TestDatabase> {
  const version = templateVersion(schema);
  const template = `levelup_template_${version}`;
  const name = `levelup_test_${randomBytes(8).toString("hex")}`;
  const admin = await openDatabase({ ...shared, url: createSecret(url), folder: null }, schema);
  try {
    await ensureTemplate(admin, url, template, schema);
    await admin.fork().execute(`create database "${name}" template "${template}"`);
  } catch (error) {
    await admin.close();
    throw error;
  }
  return {
    settings: { ...shared, url: createSecret(withDatabase(url, name)), folder: null },
    async drop() {
      await admin.fork().execute(`drop database if exists "${name}" with (force)`);
      await admin.close();
    },
  };
}

/** Makes the template under another name first, so that one of this name is complete even after an interruption. */
async function ensureTemplate(admin: Database, url: string, template: string, schema: Schema): Promise<void> {
  const isThere = async () =>
    (await admin.fork().execute("select 1 from pg_database where datname = ?", [template])).length > 0;
  if (await isThere()) return;
  const draft = `${template}_${randomBytes(4).toString("hex")}`;
  await admin.fork().execute(`create database "${draft}"`);
  const database = await openDatabase({ ...shared, url: createSecret(withDatabase(url, draft)), folder: null }, schema);
  await migrate(database);
  await database.close();
  try {
    await admin.fork().execute(`alter database "${draft}" rename to "${template}"`);
  } catch (error) {
    await admin.fork().execute(`drop database "${draft}"`);
    if (!(await isThere())) throw error;
  }
}

function withDatabase(url: string, name: string): string {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.href;
}

import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Database, openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import type { DatabaseSettings } from "../env.ts";
import { createSecret } from "../secret.ts";

const shared = { poolSize: 10, connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };

/** Settings of a fresh, migrated database, and how to be rid of it. */
export type TestDatabase = { settings: DatabaseSettings; drop(): Promise<void> };

/**
 * A migrated database of its own, made in a moment from a template that is made once: on the PostgreSQL of a URL, or
 * in memory on PGlite.
 */
export async function createTestDatabase(url: string | undefined): Promise<TestDatabase> {
  return url === undefined ? inMemory() : onPostgres(url);
}

const migrationsFolder = new URL("../db/migrations/", import.meta.url);
const cacheFolder = new URL("../../node_modules/.cache/levelup/", import.meta.url);

/** A template is as good as the migrations that it was made by, and what else is done here. */
function templateVersion(): string {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(migrationsFolder).sort()) hash.update(readFileSync(new URL(file, migrationsFolder)));
  return hash.digest("hex").slice(0, 16);
}

/** A Blob hands out copies, which for so many bytes take longer than all that PGlite does with them. It only reads. */
class Archive extends Blob {
  readonly #bytes: ArrayBuffer;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super([]);
    this.#bytes = bytes.buffer;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes;
  }
}

let embeddedTemplate: Archive | undefined;

async function inMemory(): Promise<TestDatabase> {
  embeddedTemplate ??= new Archive(new Uint8Array(await readFile(await ensureArchive())));
  return { settings: { ...embedded, pgliteTemplate: embeddedTemplate }, drop: async () => {} };
}

const embedded: DatabaseSettings = { ...shared, url: null, folder: null };

/**
 * Lays the migrated and otherwise empty database into an empty folder, where a server that is given it as `DATA_DIR`
 * finds it: to make it anew takes several times as long.
 */
export async function fillDataFolder(folder: string): Promise<void> {
  const place = join(folder, "pglite");
  await mkdir(place, { recursive: true });
  await promisify(execFile)("tar", ["-xf", fileURLToPath(await ensureArchive()), "-C", place]);
}

/** The file with the migrated database in it. */
async function ensureArchive(): Promise<URL> {
  const file = new URL(`pglite-${templateVersion()}.tar`, cacheFolder);
  if (!existsSync(file)) {
    mkdirSync(cacheFolder, { recursive: true });
    const database = await openDatabase(embedded);
    await migrate(database);
    const em = database.fork();
    // Nobody opens these, and every test would unpack their files.
    await em.execute("update pg_database set datistemplate = false");
    for (const name of ["template0", "template1"]) await em.execute(`drop database ${name}`);
    // What the tables hold already, nobody has to recover from the log.
    await em.execute("checkpoint");
    const archive = await database.pglite?.dumpDataDir("none");
    await database.close();
    const draft = new URL(`${file}.${process.pid}`);
    writeFileSync(draft, new Uint8Array((await archive?.arrayBuffer()) ?? []));
    renameSync(draft, file);
  }
  return file;
}

async function onPostgres(url: string): Promise<TestDatabase> {
  const version = templateVersion();
  const template = `levelup_template_${version}`;
  const name = `levelup_test_${randomBytes(8).toString("hex")}`;
  const admin = await openDatabase({ ...shared, url: createSecret(url), folder: null });
  try {
    await ensureTemplate(admin, url, template);
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

/** Makes the template under a draft's name first: one that is there is whole, whoever was interrupted. */
async function ensureTemplate(admin: Database, url: string, template: string): Promise<void> {
  const isThere = async () =>
    (await admin.fork().execute("select 1 from pg_database where datname = ?", [template])).length > 0;
  if (await isThere()) return;
  const draft = `${template}_${randomBytes(4).toString("hex")}`;
  await admin.fork().execute(`create database "${draft}"`);
  const database = await openDatabase({ ...shared, url: createSecret(withDatabase(url, draft)), folder: null });
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

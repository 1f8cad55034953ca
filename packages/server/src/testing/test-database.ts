import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { DatabaseSettings } from "../db/database.settings.ts";
import { openDatabase } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import type { Schema } from "../db/schema.ts";
import { createSecret } from "../settings/secret.ts";
import { type Embedded, openEmbedded } from "./embedded-database.ts";
import { reserveDatabase } from "./reserve-database.ts";

const shared = { poolSize: 10, connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };

/** Settings of an empty, migrated database, and how to give it up. */
export type TestDatabase = { settings: DatabaseSettings; release(): Promise<void> };

/**
 * A migrated database for one test, copied from a template: on the PostgreSQL of a URL, or in memory on PGlite.
 */
export async function createTestDatabase(url: string | undefined, schema: Schema): Promise<TestDatabase> {
  return url === undefined ? inMemory(schema) : onPostgres(url, schema);
}

const cacheFolder = new URL("../../node_modules/.cache/levelup/", import.meta.url);

/** To be raised when templates, or what empties their copies, change. */
const templateFormat = 2;

/** A template is valid for the migrations that it was made by, and for the role that made it. */
function templateVersion({ migrations }: Schema, role = ""): string {
  const hash = createHash("sha256").update(`${templateFormat} ${role}`);
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
    async release() {
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
  const template = `levelup_test_${templateVersion(schema, new URL(url).username)}`;
  const reserved = await reserveDatabase(url, template, async (templateUrl) => {
    const database = await openDatabase(onServer(templateUrl), schema);
    await migrate(database);
    await database.close();
  });
  return { settings: onServer(reserved.url), release: reserved.release };
}

function onServer(url: string): DatabaseSettings {
  return { ...shared, url: createSecret(url), folder: null };
}

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createSecret, type Database, type DatabaseSettings } from "@levelup/server";
import { runClient } from "@levelup/test-support/postgres-programs.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { openDatabase } from "@levelup/test-support/test-app.ts";

/** A backup in a file that goes when the test ends. */
export type Backup = AsyncDisposable & { file: string };

/** Takes a backup of a PostgreSQL database, as docs/operations.md says. */
export async function backUp(url: string): Promise<Backup> {
  const folder = await temporaryFolder();
  const file = join(folder.path, "levelup.dump");
  await runClient("pg_dump", ["--format=custom", `--file=${file}`, url]);
  return { file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** Restores a backup into an empty database on the server of another one. */
export async function restore({ file }: Backup, neighbour: string): Promise<{ url: string } & AsyncDisposable> {
  const name = `levelup_restored_${randomBytes(8).toString("hex")}`;
  const url = new URL(neighbour);
  url.pathname = `/${name}`;
  const admin = await open(neighbour);
  const drop = async () => {
    await admin.fork().execute(`drop database if exists "${name}" with (force)`);
    await admin.close();
  };
  try {
    await admin.fork().execute(`create database "${name}"`);
    await runClient("pg_restore", ["--exit-on-error", "--single-transaction", `--dbname=${url.href}`, file]);
    return { url: url.href, [Symbol.asyncDispose]: drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** All that a database holds, as text: schema, rows, and where its sequences are. */
export async function contentsOf(url: string): Promise<string> {
  const sql = await runClient("pg_dump", [url]);
  // Newer versions put a key of their own, made up each time, between the lines for psql.
  return sql.replace(/^\\(un)?restrict .*$/gm, "");
}

/** The rows that a query finds in a database that no app of the test's is open on. */
export async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const database = await open(url);
  try {
    return await database.fork().execute<Row[]>(sql);
  } finally {
    await database.close();
  }
}

function open(url: string): Promise<Database> {
  const settings: DatabaseSettings = {
    url: createSecret(url),
    folder: null,
    poolSize: 2,
    connectTimeoutMs: 3000,
    statementTimeoutMs: 30_000,
  };
  return openDatabase(settings);
}

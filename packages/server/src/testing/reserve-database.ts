import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { digestSchema, digestTemplate, emptyTables } from "./reusable-database.ts";

/** A PostgreSQL database that no other test has, until it is released or the process ends. */
export type ReservedDatabase = { url: string; release(): Promise<void> };

type Connection = AsyncDisposable & {
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
};

/**
 * Reserves an empty copy of a template: one of an earlier test, emptied, or a new one, which takes several times as long.
 * Both stay on the server, for the next tests.
 *
 * @param template the name of the database that is copied
 * @param migrate makes the tables of a new template
 */
export async function reserveDatabase(
  url: string,
  template: string,
  migrate: (templateUrl: string) => Promise<void>,
): Promise<ReservedDatabase> {
  const admin = await connect(url);
  try {
    const digest = (await digestOf(admin, template)) ?? (await makeTemplate(admin, url, template, migrate));
    const name = (await reuse(admin, url, { template, digest })) ?? (await copy(admin, template));
    // This connection holds the lock.
    return { url: withDatabase(url, name), release: async () => admin[Symbol.asyncDispose]() };
  } catch (error) {
    await admin[Symbol.asyncDispose]();
    throw error;
  }
}

/** The digest of a template, which is its comment; null when there is none. */
async function digestOf(admin: Connection, template: string): Promise<string | null> {
  const comment = "select shobj_description(oid, 'pg_database') as digest from pg_database where datname = $1";
  const { rows } = await admin.query(comment, [template]);
  return (rows[0]?.digest as string | null | undefined) ?? null;
}

async function digestAt(url: string): Promise<string> {
  await using connection = await connect(url);
  // Awaited, so that the connection is open until then.
  return await digestTemplate(connection.query);
}

/** Under another name first, so that one of this name is complete even after an interruption. */
async function makeTemplate(
  admin: Connection,
  url: string,
  template: string,
  migrate: (templateUrl: string) => Promise<void>,
): Promise<string> {
  const draft = `draft_${randomBytes(4).toString("hex")}_${template}`;
  await admin.query(`create database "${draft}"`);
  try {
    await migrate(withDatabase(url, draft));
    const digest = await digestAt(withDatabase(url, draft));
    await admin.query(`comment on database "${draft}" is '${digest}'`);
    await admin.query(`alter database "${draft}" rename to "${template}"`);
    return digest;
  } catch (error) {
    await admin.query(`drop database "${draft}" with (force)`);
    // Another process was faster.
    const digest = await digestOf(admin, template);
    if (digest === null) throw error;
    return digest;
  }
}

/** The name of a copy that no test uses now, emptied; null when there is none. */
async function reuse(
  admin: Connection,
  url: string,
  { template, digest }: { template: string; digest: string },
): Promise<string | null> {
  const copies = "select datname as name from pg_database where starts_with(datname, $1) order by datname";
  const { rows } = await admin.query(copies, [`${template}_`]);
  for (const name of rows.map((row) => String(row.name))) {
    if (!(await lock(admin, name))) continue;
    // Connections of a process that was killed.
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    if (await isEmptied(withDatabase(url, name), digest)) return name;
    await admin.query(`drop database if exists "${name}" with (force)`);
  }
  return null;
}

/** Empties a copy, unless a test has left more than rows in it. */
async function isEmptied(url: string, digest: string): Promise<boolean> {
  try {
    await using connection = await connect(url);
    if ((await digestSchema(connection.query)) !== digest) return false;
    await emptyTables(connection.query);
    return true;
  } catch {
    // A table is away, or the database takes no connections.
    return false;
  }
}

async function copy(admin: Connection, template: string): Promise<string> {
  const name = `${template}_${randomBytes(4).toString("hex")}`;
  await lock(admin, name);
  await admin.query(`create database "${name}" template "${template}"`);
  return name;
}

/** An advisory lock of the session: it ends with its process, however that ends. */
async function lock(admin: Connection, name: string): Promise<boolean> {
  const { rows } = await admin.query("select pg_try_advisory_lock(hashtextextended($1, 0)) as locked", [name]);
  return rows[0]?.locked === true;
}

async function connect(url: string): Promise<Connection> {
  const client = new Client(url);
  // A test may stop the server. What waits for an answer rejects by itself.
  client.on("error", () => {});
  await client.connect();
  return {
    query: (sql, values) => client.query(sql, values),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** The URL of another database on the same server. */
function withDatabase(url: string, name: string): string {
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.href;
}

import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Cleanup } from "./cleanup.ts";

/** A database for the bench, dropped when it ends. */
export type ScratchDatabase = {
  url: string;
  /** Runs SQL on it. */
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
};

/** Connects to the PostgreSQL on which the bench creates its databases. */
export async function openDatabases(adminUrl: string, cleanup: Cleanup) {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect().catch((error: Error) => {
    throw new Error(`The PostgreSQL that TEST_DATABASE_URL names cannot be used: ${error.message}`);
  });
  const { rows } = await admin.query<{ server_version: string }>("show server_version");

  async function create(): Promise<ScratchDatabase> {
    const name = `levelup_bench_${randomBytes(6).toString("hex")}`;
    cleanup.note({ created: name });
    await admin.query(`create database "${name}"`);
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url.href });
    // The database is dropped by force where a bench is cut short.
    client.on("error", () => {});
    await client.connect();
    return {
      url: url.href,
      query: async (sql, parameters) => (await client.query(sql, parameters)).rows,
      async drop() {
        await client.end();
        await admin.query(`drop database if exists "${name}" with (force)`);
        cleanup.note({ dropped: name });
      },
    };
  }
  return { version: rows[0]?.server_version ?? "unknown", create, close: () => admin.end() };
}

export type Databases = Awaited<ReturnType<typeof openDatabases>>;

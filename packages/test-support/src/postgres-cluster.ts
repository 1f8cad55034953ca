import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificate } from "./certificate.ts";
import { freePort } from "./ports.ts";
import { findPrograms } from "./postgres-programs.ts";
import { databaseUser, execute } from "./programs.ts";

/** A PostgreSQL of the test's own, which it may stop, start and maltreat. */
export type Cluster = AsyncDisposable & { url: string; port: number; start(): Promise<void>; stop(): Promise<void> };

async function run(program: string, args: string[]): Promise<string> {
  const options = { cwd: tmpdir() };
  if (databaseUser === null) return (await execute(program, args, options)).stdout;
  return (await execute("runuser", ["-u", databaseUser, "--", program, ...args], options)).stdout;
}

/** Lets the database have a file or folder. */
export async function giveToDatabase(path: string): Promise<void> {
  if (databaseUser !== null) await execute("chown", [databaseUser, path]);
}

/**
 * Starts a fresh cluster on a free port of the loopback. It does not wait for the disk: nothing here cuts the power.
 * With a certificate it speaks TLS too.
 */
export async function startCluster({ tls }: { tls?: Certificate } = {}): Promise<Cluster> {
  const programs = await findPrograms();
  const folder = await mkdtemp(join(tmpdir(), "levelup-postgres-"));
  await giveToDatabase(folder);
  const data = join(folder, "data");
  const port = await freePort();
  await run(join(programs, "initdb"), ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]);
  await appendFile(
    join(data, "postgresql.conf"),
    `\nlisten_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = '${folder}'\nfsync = off\n`,
  );
  if (tls !== undefined) {
    await giveToDatabase(tls.key);
    await appendFile(
      join(data, "postgresql.conf"),
      `ssl = on\nssl_cert_file = '${tls.certificate}'\nssl_key_file = '${tls.key}'\n`,
    );
  }
  const control = (...args: string[]) => run(join(programs, "pg_ctl"), ["-D", data, "-w", ...args]);
  const start = async () => {
    await control("-l", join(folder, "log"), "start");
  };
  const stop = async () => {
    await control("-m", "immediate", "stop");
  };
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop().catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

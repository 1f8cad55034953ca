import { execFile } from "node:child_process";
import { once } from "node:events";
import { appendFile, chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPrograms } from "./postgres-programs.ts";

const execute = promisify(execFile);

/** A PostgreSQL of the test's own, which it may stop, start and maltreat. */
export type Cluster = AsyncDisposable & { url: string; port: number; start(): Promise<void>; stop(): Promise<void> };

/** PostgreSQL refuses to run as root. */
const isRoot = process.getuid?.() === 0;

async function run(program: string, args: string[]): Promise<string> {
  const [command = "", ...rest] = isRoot ? ["runuser", "-u", "postgres", "--", program, ...args] : [program, ...args];
  return (await execute(command, rest, { cwd: tmpdir() })).stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Starts a fresh cluster on a free port of the loopback. It does not wait for the disk: nothing here cuts the power. */
export async function startCluster(): Promise<Cluster> {
  const programs = await findPrograms();
  const folder = await mkdtemp(join(tmpdir(), "levelup-postgres-"));
  if (isRoot) {
    const [uid = 0, gid = 0] = await Promise.all(
      ["-u", "-g"].map(async (flag) => Number((await execute("id", [flag, "postgres"])).stdout)),
    );
    await chown(folder, uid, gid);
  }
  const data = join(folder, "data");
  const port = await freePort();
  await run(join(programs, "initdb"), ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]);
  await appendFile(
    join(data, "postgresql.conf"),
    `\nlisten_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = '${folder}'\nfsync = off\n`,
  );
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

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

const root = "/usr/lib/postgresql";

/** Debian keeps PostgreSQL's programs out of PATH, in a folder by version: the newest one's. */
export async function findPrograms(): Promise<string> {
  const versions = await readdir(root).catch(() => []);
  const newest = versions.sort((one, other) => Number(other) - Number(one))[0];
  if (newest === undefined) throw new Error(`these tests start a PostgreSQL of their own and find none in ${root}`);
  return join(root, newest, "bin");
}

/** Runs one of PostgreSQL's client programs, such as pg_dump: Debian's newest, or else the one in PATH. */
export async function runClient(program: "pg_dump" | "pg_restore", args: readonly string[]): Promise<string> {
  const newest = await findPrograms().catch(() => "");
  const path = join(newest, program);
  const { stdout } = await execute(existsSync(path) ? path : program, args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

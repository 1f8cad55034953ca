import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export const execute = promisify(execFile);

/** A program that a test found on this machine: a proxy, a pooler, a whole database. */
export type Program = AsyncDisposable & {
  /** What it has printed so far. */
  output(): string;
  /** As when the power fails: it and everything that it started is gone at once. */
  kill(): Promise<void>;
};

const isRoot = process.getuid?.() === 0;

/** Databases and poolers refuse to run as root: then they run as this user, which Debian's PostgreSQL brings. */
export const databaseUser = isRoot ? "postgres" : null;

type Options = {
  as?: string | null;
  env?: Record<string, string>;
  /** Resolves when it can be used. */
  ready(): Promise<unknown>;
};

/**
 * Starts a program in a process namespace of its own, whose first process dies with the test: whatever the program
 * starts, and however the test ends, nothing of it stays behind.
 *
 * @throws Error with what it printed when it ends before it is ready.
 */
export async function startProgram(
  path: string,
  args: string[],
  { as = null, env = {}, ready }: Options,
): Promise<Program> {
  const namespace = [
    "--pid",
    "--mount-proc",
    "--fork",
    "--kill-child",
    ...(isRoot ? [] : ["--user", "--map-current-user"]),
  ];
  const user = as === null ? [] : ["--reuid", as, "--regid", as, "--init-groups"];
  const dieToo = ["--pdeathsig", "KILL"];
  const child = spawn("setpriv", [...dieToo, "unshare", ...namespace, "setpriv", ...user, ...dieToo, path, ...args], {
    cwd: "/",
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, "close").then(([code]) =>
    Promise.reject(new Error(`${path} ended with ${code}: ${output}`)),
  );
  ended.catch(() => undefined);
  async function kill(): Promise<void> {
    child.kill("SIGKILL");
    await ended.catch(() => undefined);
  }
  try {
    await Promise.race([ready(), ended]);
  } catch (error) {
    await kill();
    throw error;
  }
  return { output: () => output, kill, [Symbol.asyncDispose]: kill };
}

/** The path of a program that scripts/lib/suites.mjs found. */
export function programPath(variable: string): string {
  const path = process.env[variable];
  if (path === undefined) throw new Error(`${variable} is not set: run the tests by \`npm test\``);
  return path;
}

/**
 * A file of deploy/, as an operator would adapt it: with other addresses, ports and paths.
 *
 * @throws Error when it has nothing of that kind to replace.
 */
export async function deployFile(name: string, replacements: Record<string, string>): Promise<string> {
  let text = await readFile(new URL(`../../../deploy/${name}`, import.meta.url), "utf8");
  for (const [from, to] of Object.entries(replacements)) {
    if (!text.includes(from)) throw new Error(`deploy/${name} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

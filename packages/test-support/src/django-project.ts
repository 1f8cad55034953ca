import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { python } from "./django.ts";

/** A running Django project on a SQLite database of its own. */
export type Django = AsyncDisposable & {
  /** As in `http://127.0.0.1:40001`. */
  readonly url: string;
  /** Its `db.sqlite3`. */
  readonly databaseFile: string;
  /** Runs a command of Django's `manage.py` on that database and returns what it prints. Throws when it fails. */
  manage(...args: string[]): string;
  /** Stops the server and removes its database. Repeating it is fine. */
  stop(): Promise<void>;
};

type DjangoOptions = {
  /** The project's folder. Its `manage.py` has the command `serve`, and its settings read `DJANGO_DATABASE`. */
  project: URL;
  /** Files of deploy/django/ to copy into it, as the guides say: each with the paths where it goes. */
  files?: Record<string, readonly string[]>;
  env?: Record<string, string>;
  fixtures?: readonly string[];
};

const deployFolder = fileURLToPath(new URL("../../../deploy/django/", import.meta.url));

/** Copies the project, migrates a new database, and serves it on a free port. */
export async function startDjango({ project, files = {}, env = {}, fixtures = [] }: DjangoOptions): Promise<Django> {
  const folder = mkdtempSync(join(tmpdir(), "levelup-django-"));
  const databaseFile = join(folder, "db.sqlite3");
  const copy = join(folder, "project");
  cpSync(fileURLToPath(project), copy, { recursive: true });
  for (const [file, targets] of Object.entries(files)) {
    for (const target of targets) cpSync(join(deployFolder, file), join(copy, target, file));
  }
  const options = {
    cwd: copy,
    env: { ...process.env, DJANGO_DATABASE: databaseFile, PYTHONDONTWRITEBYTECODE: "1", ...env },
  };

  function manage(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(python, ["manage.py", ...args], { ...options, encoding: "utf8" });
    if (status !== 0) throw new Error(`manage.py ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  try {
    manage("migrate", "--verbosity", "0");
    if (fixtures.length > 0) manage("loaddata", ...fixtures);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const server = spawn(python, ["manage.py", "serve"], { ...options, stdio: ["pipe", "pipe", "ignore"] });
  const exited = once(server, "exit");
  async function stop(): Promise<void> {
    server.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
  const port = await Promise.race([
    once(createInterface({ input: server.stdout }), "line").then(([line]) => String(line)),
    exited.then(() => null),
  ]);
  if (port === null) {
    await stop();
    throw new Error("Django's server ended at its start: run its manage.py serve by hand to see why.");
  }
  return { url: `http://127.0.0.1:${port}`, databaseFile, manage, stop, [Symbol.asyncDispose]: stop };
}

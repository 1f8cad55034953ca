import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { python } from "@levelup/test-support/django.ts";

const project = fileURLToPath(new URL("django/", import.meta.url));
const fixturesFolder = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const loadCommand = fileURLToPath(new URL("../../../../deploy/django/load_levelup.py", import.meta.url));

/** A running Django REST Framework server on a SQLite database of its own. */
export type Oracle = AsyncDisposable & {
  /** As in `http://127.0.0.1:40001`. */
  readonly url: string;
  /** Its `db.sqlite3`. */
  readonly databaseFile: string;
  /** Runs a command of Django's `manage.py` on that database and returns what it prints. Throws when it fails. */
  manage(...args: string[]): string;
  /** Stops the server and removes its database. Repeating it is fine. */
  stop(): Promise<void>;
};

type OracleOptions = {
  /** Whether to load the original fixtures. */
  fixtures?: boolean;
  /** The settings module: the chapter's project, or one with a user model of its own. */
  settings?: "settings" | "players_settings";
};

/** Copies the project, migrates a new database, and serves it on a free port. */
export async function startOracle({ fixtures = true, settings = "settings" }: OracleOptions = {}): Promise<Oracle> {
  const folder = mkdtempSync(join(tmpdir(), "levelup-oracle-"));
  const databaseFile = join(folder, "db.sqlite3");
  const copy = join(folder, "project");
  cpSync(project, copy, { recursive: true });
  // As the guide says.
  for (const app of ["levelupapi", "players"]) {
    mkdirSync(join(copy, app, "management/commands"), { recursive: true });
    cpSync(loadCommand, join(copy, app, "management/commands/load_levelup.py"));
  }
  const options = {
    cwd: copy,
    env: {
      ...process.env,
      ORACLE_DATABASE: databaseFile,
      ORACLE_FIXTURES: fixturesFolder,
      DJANGO_SETTINGS_MODULE: settings,
      PYTHONDONTWRITEBYTECODE: "1",
    },
  };

  function manage(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(python, ["manage.py", ...args], { ...options, encoding: "utf8" });
    if (status !== 0) throw new Error(`manage.py ${args.join(" ")}: ${stderr}`);
    return stdout;
  }

  try {
    manage("migrate", "--verbosity", "0");
    if (fixtures) manage("loaddata", "users", "tokens", "gamers");
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
    throw new Error("The oracle's server ended at its start: run its manage.py serve by hand to see why.");
  }
  return { url: `http://127.0.0.1:${port}`, databaseFile, manage, stop, [Symbol.asyncDispose]: stop };
}

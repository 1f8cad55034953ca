import { tmpdir } from "node:os";
import { Readable, Writable } from "node:stream";
import { addDjangoCommands, fixtureFinding } from "@levelup/django";
import type { Database, DatabaseSettings } from "@levelup/server";
import { runCli } from "@levelup/server/cli";
import { createTestClock, type TestApp, type TestAppOptions } from "@levelup/server/testing";
import { temporaryFolder } from "./server-process.ts";
import { createTestApp, createTestDatabase, openDatabase } from "./test-app.ts";

export type CliRun = { code: number; out: string; err: string };

type CliOptions = {
  env?: Record<string, string>;
  /** Whether input and output are a terminal. Then `err` also shows when it was in raw mode. */
  isTTY?: boolean;
  /** What is typed or piped in. */
  input?: string | Buffer;
  /** The app's own scopes. */
  scopes?: Record<string, string>;
  openDatabase?: (settings: DatabaseSettings) => Promise<Database>;
};

/** Runs `levelup …` in a terminal or in a pipe. */
export async function levelup(args: string[], options: CliOptions = {}): Promise<CliRun> {
  const { env = {}, isTTY = false, input = "", scopes = {}, openDatabase: open = openDatabase } = options;
  const printed = { out: "", err: "" };
  const collect = (stream: "out" | "err") =>
    new Writable({
      write(piece, _encoding, done) {
        printed[stream] += piece;
        done();
      },
    });
  const setRawMode = (raw: boolean) => {
    printed.err += raw ? "<raw>" : "</raw>";
  };
  const code = await runCli(args, {
    env,
    user: "operator",
    openDatabase: open,
    scopes,
    commands: [addDjangoCommands],
    checks: [fixtureFinding],
    in: isTTY ? Object.assign(typed(input), { isTTY, setRawMode }) : Readable.from([input]),
    out: collect("out"),
    err: Object.assign(collect("err"), { isTTY }),
  });
  return { code, ...printed };
}

/** A terminal's input, which does not end when nothing more is typed. */
function typed(input: string | Buffer): Readable {
  const keyboard = new Readable({ read: () => {} });
  keyboard.push(input);
  return keyboard;
}

/** An app, and the command line on its database. */
export type OperatedApp = AsyncDisposable & {
  app: TestApp;
  levelup(args: string[], options?: CliOptions): Promise<CliRun>;
};

export async function operatedApp(options: Omit<TestAppOptions, "clock"> = {}): Promise<OperatedApp> {
  // The command line uses the machine's clock.
  const app = await createTestApp({ ...options, clock: createTestClock(new Date()) });
  const { database, settings } = app.app;
  const url = settings.database.url?.reveal();
  return {
    app,
    levelup: (args, more = {}) =>
      levelup(args, {
        openDatabase: async () => ({ ...database, close: async () => {} }),
        ...more,
        env: {
          BCRYPT_COST: "10",
          ...(url === undefined ? { DATA_DIR: tmpdir() } : { DATABASE_URL: url }),
          ...more.env,
        },
      }),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

/** The environment of an operator with an empty database, and a folder to work in. */
export async function operator(): Promise<{ env: Record<string, string>; folder: string } & AsyncDisposable> {
  const database = await createTestDatabase();
  const folder = await temporaryFolder();
  const { url } = database.settings;
  return {
    env: url === null ? { DATA_DIR: `${folder.path}/data` } : { DATABASE_URL: url.reveal() },
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await database.release();
      await folder[Symbol.asyncDispose]();
    },
  };
}

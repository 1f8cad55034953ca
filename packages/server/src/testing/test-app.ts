import { randomUUID } from "node:crypto";
import type { Account, RegisterInput } from "@levelup/contract";
import pino, { type Logger } from "pino";
import { type App, createApp } from "../app.ts";
import { type Env, readEnv } from "../env.ts";
import { readAuthorization } from "../http/authorization.ts";
import { listen } from "../http/listen.ts";
import { logOptions } from "../log.ts";
import { appRouter } from "../router.ts";
import { createContext } from "../trpc/context.ts";
import { createCallerFactory } from "../trpc/trpc.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";
import { createTestDatabase } from "./test-database.ts";

const createCaller = createCallerFactory(appRouter);

/** Calls procedures as somebody, without HTTP. */
export type Caller = ReturnType<typeof createCaller>;

/** A registered gamer, logged in. */
export type TestGamer = { caller: Caller; account: Account; token: string; password: string };

export type TestApp = AsyncDisposable & {
  readonly app: App;
  readonly clock: TestClock;
  /** A caller without a token. */
  readonly anonymous: Caller;
  /** A caller that presents a token. */
  as(token: string): Caller;
  /** Registers a gamer, with a name of its own unless one is given, and logs it in. */
  gamer(details?: Partial<RegisterInput>): Promise<TestGamer>;
  /** Listens on a free port of the loopbacks and returns the URL. */
  listen(): Promise<string>;
  /** Until what was committed so far is forgotten where it was remembered, and what was used is written down. */
  settle(): Promise<void>;
  /** What the app has logged so far, as JSON lines. */
  logLines(): string[];
};

export type TestAppOptions = {
  /** Settings to change, group by group. */
  env?: { [Group in keyof Env]?: Partial<Env[Group]> };
  clock?: TestClock;
  /** PostgreSQL to make the database on; by default TEST_DATABASE_URL, and PGlite in memory without. */
  databaseUrl?: string | undefined;
  /** Where the app logs instead; `logLines` then stays empty. */
  log?: Logger;
};

/** The least that bcrypt takes: 256 times as cheap as the default. */
const cheapBcryptCost = 4;

const plenty = { burst: 1_000_000, perHour: 1_000_000 };

/** A machine that runs tests may be slow for reasons of its own. */
const patientMs = 60_000;

/** Limits are in nobody's way but in the tests that are about them. */
const unlimited: Env["throttle"]["limits"] = {
  account: plenty,
  device: plenty,
  address: plenty,
  instance: plenty,
  registration: plenty,
  passwordChange: plenty,
};

/**
 * A whole app on a fresh, migrated database, with cheap hashing and a clock that stands still:
 * `await using test = await createTestApp()`.
 */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { clock = createTestClock(), databaseUrl = process.env.TEST_DATABASE_URL || undefined } = options;
  const database = await createTestDatabase(databaseUrl);
  const lines: string[] = [];
  const log = options.log ?? pino(logOptions("debug"), { write: (line: string) => lines.push(line) });
  const app = await createApp(testEnv(options.env, database.settings), { log, clock });

  // A context remembers who called; here every call is a request of its own.
  function as(token: string | null): Caller {
    const presented = readAuthorization(token === null ? undefined : `Token ${token}`);
    return createCaller(() =>
      createContext(app.services, { requestId: randomUUID(), address: "192.0.2.1", userAgent: "vitest" }, presented),
    );
  }

  async function gamer(details: Partial<RegisterInput> = {}): Promise<TestGamer> {
    const password = details.password ?? `correct horse ${randomUUID()}`;
    const username = `gamer-${randomUUID().slice(0, 8)}`;
    const { token, account } = await as(null).auth.register({
      username,
      firstName: "Grace",
      lastName: "Gamer",
      ...details,
      password,
    });
    return { caller: as(token), account, token, password };
  }
  return {
    app,
    clock,
    anonymous: as(null),
    as,
    gamer,
    listen: () => listen(app.http, { host: "localhost", port: 0 }),
    settle: app.tokenCheck.settle,
    logLines: () => [...lines],
    async [Symbol.asyncDispose]() {
      await app.close();
      await database.drop();
    },
  };
}

function testEnv(changes: TestAppOptions["env"] = {}, database: Env["database"]): Env {
  const env = readEnv({ LOG_LEVEL: "debug" });
  return {
    database: { ...database, ...changes.database },
    http: { ...env.http, ...changes.http },
    passwords: { ...env.passwords, bcryptCost: cheapBcryptCost, ...changes.passwords },
    tokens: { ...env.tokens, ...changes.tokens },
    tokenCache: { ...env.tokenCache, ...changes.tokenCache },
    throttle: { ...env.throttle, limits: unlimited, ...changes.throttle },
    wall: { ...env.wall, maxEventLoopDelayMs: patientMs, ...changes.wall },
    metrics: null,
    stop: env.stop,
    logLevel: "debug",
  };
}

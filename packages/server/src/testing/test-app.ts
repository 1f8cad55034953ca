import { randomUUID } from "node:crypto";
import type { Account, RegisterInput } from "@levelup/contract";
import type { AnyRouter } from "@trpc/server";
import { Secret, TOTP } from "otpauth";
import pino, { type Logger } from "pino";
import { accountEntities, accountMigrations } from "../db/schema.ts";
import type { FactorSettings } from "../factors/factor.declarations.ts";
import { readAuthorization } from "../http/authorization.ts";
import { listen } from "../http/listen.ts";
import { type Composition, createLevelUp, type LevelUp } from "../level-up.ts";
import { logOptions } from "../log/log.ts";
import { createMemoryTransport, type SentMail } from "../mail/memory-transport.ts";
import type { MailTransport } from "../mail/outgoing-mail.ts";
import { type AppRouter, appRouter } from "../router.ts";
import { createSecret } from "../settings/secret.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { createContext } from "../trpc/context.ts";
import { createCallerFactory } from "../trpc/trpc.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";
import { createTestDatabase } from "./test-database.ts";

const createAccountCaller = createCallerFactory(appRouter);

/** Calls procedures with one token or none, without HTTP. */
export type Caller<Router extends AnyRouter = AppRouter> = ReturnType<Router["createCaller"]>;

/** A registered gamer, logged in. */
export type TestGamer<Router extends AnyRouter = AppRouter> = {
  caller: Caller<Router>;
  account: Account;
  token: string;
  password: string;
};

export type TestApp<Router extends AnyRouter = AppRouter> = AsyncDisposable & {
  readonly app: LevelUp;
  readonly clock: TestClock;
  /** A caller without a token. */
  readonly anonymous: Caller<Router>;
  /** A caller that presents a token. */
  as(token: string): Caller<Router>;
  /** Registers a gamer, with a unique name unless one is given, and logs it in. */
  gamer(details?: Partial<RegisterInput>): Promise<TestGamer<Router>>;
  /** The code that an authenticator app shows for a secret, by the app's clock; of a later step, or of an earlier one. */
  totp(secret: string, steps?: number): string;
  /** Sends what is due, and returns every mail so far. */
  mails(): Promise<SentMail[]>;
  /** Listens on a free port of the loopbacks and returns the URL. */
  listen(): Promise<string>;
  /** What the app has logged so far, as JSON lines. */
  logLines(): string[];
};

export type TestAppOptions<Router extends AnyRouter = AppRouter> = Composition & {
  router?: Router;
  /** Settings to change, group by group. With a `mail.delivery` mails go there, and `mails` stays empty. */
  settings?: Partial<FactorSettings> & {
    [Group in Exclude<keyof Settings, keyof FactorSettings | "throttle">]?: Partial<Settings[Group]>;
  } & {
    throttle?: Partial<Omit<Settings["throttle"], "limits"> & { limits: Partial<Limits> }>;
  };
  clock?: TestClock;
  /** PostgreSQL to make the database on; by default TEST_DATABASE_URL, and PGlite in memory without. */
  databaseUrl?: string | undefined;
  /** Where mails go instead; `mails` then stays empty. */
  mailTransport?: MailTransport;
  /** Where the app logs instead; `logLines` then stays empty. */
  log?: Logger;
};

/** The least that bcrypt accepts: 256 times as cheap as the default. */
const cheapBcryptCost = 4;

type Limits = Settings["throttle"]["limits"];

const plenty = { burst: 1_000_000, perHour: 1_000_000 };

const totpStepMs = 30_000;

/** Test machines may be slow for other reasons. */
const patientMs = 60_000;

/**
 * A whole app on a fresh, migrated database, with cheap hashing and a clock that stands still. It takes what
 * `createLevelUp` takes, and calls the procedures of that router:
 *
 * ```ts
 * await using test = await createTestApp({ router: appRouter });
 * const { caller } = await test.gamer();
 * ```
 */
export async function createTestApp<Router extends AnyRouter = AppRouter>(
  options: TestAppOptions<Router> = {},
): Promise<TestApp<Router>> {
  const { clock = createTestClock(), databaseUrl = process.env.TEST_DATABASE_URL || undefined } = options;
  const { settings, entities = accountEntities, migrations = accountMigrations } = options;
  const database = await createTestDatabase(databaseUrl, { entities, migrations });
  const lines: string[] = [];
  const log = options.log ?? pino(logOptions("debug"), { write: (line: string) => lines.push(line) });
  const mailbox = createMemoryTransport();
  const all = testSettings(settings, database.settings);
  const transport = settings?.mail?.delivery ? {} : { mailTransport: mailbox };
  const app = await createLevelUp(all, { ...transport, ...options, log, clock });

  const { router = appRouter } = options;
  const deps = { services: app.services, fork: app.database.fork, clock };

  /** Every call is a request of its own. */
  function contexts(token: string | null) {
    const authorization = readAuthorization(token === null ? undefined : `Token ${token}`);
    return () =>
      createContext(deps, { requestId: randomUUID(), address: "192.0.2.1", userAgent: "vitest" }, authorization);
  }

  function as(token: string | null): Caller<Router> {
    return router.createCaller(contexts(token)) as Caller<Router>;
  }

  async function gamer(details: Partial<RegisterInput> = {}): Promise<TestGamer<Router>> {
    // Of 64 characters and more, which are not estimated: loading the estimator takes longer than most tests.
    const password = details.password ?? `correct horse battery staple ${randomUUID()}`;
    const username = `gamer-${randomUUID().slice(0, 8)}`;
    const { token, account } = await createAccountCaller(contexts(null)).auth.register({
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
    totp(secret, steps = 0) {
      const timestamp = clock.now().getTime() + steps * totpStepMs;
      return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
    },
    async mails() {
      await app.mails.run();
      return mailbox.sent.toSorted((a, b) => Number.parseInt(a.id, 10) - Number.parseInt(b.id, 10));
    },
    listen: () => listen(app.http, { host: "localhost", port: 0 }),
    logLines: () => [...lines],
    async [Symbol.asyncDispose]() {
      await app.close();
      await database.release();
    },
  };
}

function testSettings(changes: TestAppOptions["settings"] = {}, database: Settings["database"]): Settings {
  const settings = readSettings({ LOG_LEVEL: "debug" });
  const names = Object.keys(settings.throttle.limits);
  // Only the tests of limits meet limits.
  const unlimited = Object.fromEntries(names.map((name) => [name, plenty])) as Limits;
  const limits = { ...unlimited, ...changes.throttle?.limits };
  return {
    ...settings,
    ...changes,
    database: { ...database, ...changes.database },
    http: { ...settings.http, maxEventLoopDelayMs: patientMs, refusalDelayMs: 0, ...changes.http },
    passwords: { ...settings.passwords, bcryptCost: cheapBcryptCost, ...changes.passwords },
    tokens: { ...settings.tokens, ...changes.tokens },
    throttle: { ...settings.throttle, ...changes.throttle, limits },
    mail: { ...settings.mail, delivery: { by: "smtp", url: createSecret("smtp://localhost") }, ...changes.mail },
    metrics: null,
    stop: settings.stop,
    logLevel: "debug",
  };
}

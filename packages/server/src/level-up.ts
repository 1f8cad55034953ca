import type { AnyRouter } from "@trpc/server";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { createAccountMails } from "./accounts/account-mails.ts";
import { checkComposition } from "./check-composition.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Database, openDatabase } from "./db/database.ts";
import { migrate } from "./db/migrate.ts";
import { accountEntities, accountMigrations, type Schema } from "./db/schema.ts";
import { listen } from "./http/listen.ts";
import type { Routes } from "./http/own-routes.ts";
import { createHttpServer } from "./http/server.ts";
import { createLog } from "./log/log.ts";
import { createMails, type Mails } from "./mail/create-mail.ts";
import type { MailTransport } from "./mail/outgoing-mail.ts";
import type { MailKinds } from "./mail/prepared-mail.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { serveMetrics } from "./metrics/serve-metrics.ts";
import { createReadiness } from "./readiness.ts";
import { appRouter } from "./router.ts";
import { createServices } from "./services.ts";
import { findMistypedVariables } from "./settings/mistyped-variables.ts";
import { readSettings, type Settings } from "./settings/settings.ts";
import { stopOnSignals } from "./stop/stop-on-signals.ts";
import type { Services } from "./trpc/context.ts";

/** What an app is made of, beside its settings. What is left out is Level Up's own. */
export type Composition = Partial<Schema> & {
  /** All tRPC procedures. */
  router?: AnyRouter;
  /** HTTP routes beside `/trpc`, in the order in which they are registered. */
  routes?: readonly Routes[];
  /** What mails of further kinds say. */
  mailKinds?: MailKinds;
};

/** A running app. */
export type LevelUp = AsyncDisposable & {
  readonly settings: Settings;
  readonly database: Database;
  readonly services: Services;
  readonly mails: Mails;
  readonly http: FastifyInstance;
  readonly metrics: Metrics;
  readonly log: Logger;
  /**
   * Listens, serves the metrics if the settings want them, and stops in good order at SIGTERM or SIGINT.
   *
   * @returns the URL to open. @throws StartError when a port cannot be listened on.
   */
  listen(): Promise<string>;
  /** Makes `/readyz` say no from now on; calls are still served. */
  beginStopping(): void;
  /** Stops taking calls, waits for those under way, and closes the database. May be repeated. */
  close(): Promise<void>;
};

/** Environment variables, as in `process.env`. */
export type Environment = { readonly [name: string]: string | undefined };

/**
 * Builds an app from its environment, or from settings that were read from one: opens and migrates the database,
 * creates the services and the HTTP server.
 *
 * ```ts
 * await using app = await createLevelUp(process.env, { router: appRouter });
 * await app.listen();
 * ```
 *
 * @throws StartError when a variable is wrong, when a part of the app takes a name of Level Up's own, or when the
 * database cannot be used.
 */
export async function createLevelUp(
  environment: Environment | Settings,
  {
    router = appRouter,
    entities = accountEntities,
    migrations = accountMigrations,
    routes = [],
    mailKinds = {},
    clock = systemClock,
    ...given
  }: Composition & { clock?: Clock; log?: Logger; mailTransport?: MailTransport } = {},
): Promise<LevelUp> {
  checkComposition({ router, migrations });
  const settings = isSettings(environment) ? environment : readSettings(environment);
  const log = given.log ?? (await createLog(settings.logLevel));
  if (!isSettings(environment)) warnOfMistyped(environment, log);
  const database = await openDatabase(settings.database, { entities, migrations });
  try {
    await migrate(database);
    const metrics = createMetrics(database);
    const services = await createServices(settings, { database, clock, log, metrics });
    const { mailTransport: transport } = given;
    const kinds = { ...createAccountMails(clock), ...mailKinds };
    const mails = await createMails(settings, { database, clock, log, metrics, kinds, transport });
    const readiness = createReadiness(database);
    const deps = { services, fork: database.fork, clock };
    const http = await createHttpServer({ ...deps, settings: settings.http, router, routes, log, readiness, metrics });

    const stopping = new AsyncDisposableStack();
    stopping.defer(() => database.close());
    stopping.defer(() => mails.stop());
    // Fastify rejects with what an app's own onClose hook throws.
    stopping.defer(() => http.close().catch((err: unknown) => log.error({ err }, "a hook failed at the stop")));
    const close = () => {
      readiness.stop();
      return stopping.disposeAsync();
    };
    let closing: Promise<void> | undefined;
    const app: LevelUp = {
      settings,
      database,
      services,
      mails,
      http,
      metrics,
      log,
      async listen() {
        const url = await listen(http, settings.http);
        mails.start(url);
        const metricsServer = await serveMetrics(metrics, settings.metrics);
        if (metricsServer !== null) {
          stopping.defer(metricsServer.close);
          log.info({ url: metricsServer.url }, "metrics");
        }
        stopOnSignals(app, { ...settings.stop, log });
        return url;
      },
      beginStopping: () => readiness.stop(),
      close() {
        closing ??= close();
        return closing;
      },
      [Symbol.asyncDispose]: () => app.close(),
    };
    return app;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function isSettings(given: Environment | Settings): given is Settings {
  return typeof given.database === "object";
}

function warnOfMistyped(environment: Environment, log: Logger): void {
  for (const mistyped of findMistypedVariables(environment)) log.warn(mistyped, "variable ignored: mistyped?");
}

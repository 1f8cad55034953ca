import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { type Clock, systemClock } from "./clock.ts";
import { type Database, openDatabase } from "./db/database.ts";
import { migrate } from "./db/migrate.ts";
import type { Env } from "./env.ts";
import { createHttpServer } from "./http/server.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { createReadiness } from "./readiness.ts";
import { createServices } from "./services.ts";
import { createTokenCheck, type TokenCheck } from "./tokens/token-check.ts";
import type { Services } from "./trpc/context.ts";

/** A running app, but for the listening: `http.listen` does that. */
export type App = AsyncDisposable & {
  readonly env: Env;
  readonly database: Database;
  readonly services: Services;
  readonly tokenCheck: TokenCheck;
  readonly http: FastifyInstance;
  readonly metrics: Metrics;
  /** From now on `/readyz` says no; calls are still served. */
  beginStopping(): void;
  /** Stops taking calls, lets those under way finish, and closes the database. Repeating it is fine. */
  close(): Promise<void>;
};

/**
 * Builds the app: opens and migrates the database, makes the services, puts the doors before them.
 *
 * @throws StartError when the database cannot be used.
 */
export async function createApp(env: Env, { log, clock = systemClock }: { log: Logger; clock?: Clock }): Promise<App> {
  const database = await openDatabase(env.database);
  let closeBelow = () => database.close();
  try {
    await migrate(database);
    const metrics = createMetrics(database);
    const tokenCheck = createTokenCheck(env, { database, clock, log, metrics });
    closeBelow = async () => {
      await tokenCheck.close();
      await database.close();
    };
    const services = await createServices(env, { database, tokenCheck, clock, log, metrics });
    const readiness = createReadiness(database);
    const http = await createHttpServer({
      services,
      webRoot: env.http.webRoot,
      corsOrigins: env.http.corsOrigins,
      wall: env.wall,
      log,
      readiness,
      metrics,
    });
    const beginStopping = () => readiness.stop();
    let closing: Promise<void> | undefined;
    async function stop(): Promise<void> {
      beginStopping();
      await http.close();
      // After the last call, which may have noted a use.
      await closeBelow();
    }
    function close(): Promise<void> {
      closing ??= stop();
      return closing;
    }
    return {
      env,
      database,
      services,
      tokenCheck,
      http,
      metrics,
      beginStopping,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await closeBelow();
    throw error;
  }
}

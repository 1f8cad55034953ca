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
import type { Services } from "./trpc/context.ts";

/** A running app, but for the listening: `http.listen` does that. */
export type App = AsyncDisposable & {
  readonly env: Env;
  readonly database: Database;
  readonly services: Services;
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
  try {
    await migrate(database);
    const metrics = createMetrics(database);
    const services = await createServices(env, { database, clock, log, metrics });
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
      await database.close();
    }
    function close(): Promise<void> {
      closing ??= stop();
      return closing;
    }
    return { env, database, services, http, metrics, beginStopping, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

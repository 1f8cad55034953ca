import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { type Clock, systemClock } from "./clock.ts";
import { type Database, openDatabase } from "./db/database.ts";
import { migrate, pendingMigrations } from "./db/migrate.ts";
import type { Env } from "./env.ts";
import { createHttpServer } from "./http/server.ts";
import { createServices } from "./services.ts";
import type { Services } from "./trpc/context.ts";

/** A running app, but for the listening: `http.listen` does that. */
export type App = AsyncDisposable & {
  readonly env: Env;
  readonly database: Database;
  readonly services: Services;
  readonly http: FastifyInstance;
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
    const services = await createServices(env, { database, clock, log });
    const http = await createHttpServer({
      services,
      webRoot: env.http.webRoot,
      corsOrigins: env.http.corsOrigins,
      wall: env.wall,
      log,
      isReady: () => isReady(database),
    });
    let closing: Promise<void> | undefined;
    async function stop(): Promise<void> {
      await http.close();
      await database.close();
    }
    function close(): Promise<void> {
      closing ??= stop();
      return closing;
    }
    return { env, database, services, http, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Whether the database answers and has every migration. */
async function isReady(database: Database): Promise<boolean> {
  try {
    return (await pendingMigrations(database)).length === 0;
  } catch {
    return false;
  }
}

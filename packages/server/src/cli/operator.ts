import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import pino from "pino";
import { systemClock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { pendingMigrations } from "../db/migrate.ts";
import { logOptions } from "../log/log.ts";
import type { RequestInfo } from "../request-info.ts";
import { createOperatorServices, type OperatorServices } from "../services.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import type { Terminal } from "./terminal.ts";

/** What a command works with: the services, and the caller for the audit. */
export type Operator = { services: OperatorServices; request: RequestInfo };

/**
 * Runs the work of a command with the operators' services on the database that the settings name.
 *
 * @throws StartError when the database does not exist or lacks migrations.
 */
export async function withOperator(terminal: Terminal, work: (operator: Operator) => Promise<void>): Promise<void> {
  const settings = readSettings(terminal.env);
  assertDatabaseExists(settings);
  await withDatabase(terminal, settings, async (database) => {
    const pending = await pendingMigrations(database);
    if (pending.length > 0) {
      throw new StartError(`The database lacks ${pending.join(", ")}.`, "Run `levelup migrate up` first.");
    }
    const log = pino(logOptions("warn"), terminal.err);
    const services = await createOperatorServices(settings, { database, clock: systemClock, log });
    await work({ services, request: describeCall(terminal) });
  });
}

/** Opens the database for some work, and closes it afterwards. */
export async function withDatabase<Result>(
  terminal: Terminal,
  settings: Settings,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await terminal.openDatabase(settings.database);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Opening an embedded database would create it, even for a mistyped DATA_DIR. @throws StartError. */
export function assertDatabaseExists({ database: { folder } }: Settings): void {
  if (folder === null || existsSync(folder)) return;
  throw new StartError(
    `There is no database in ${folder} yet.`,
    "Set DATABASE_URL or DATA_DIR to where it is; `npm start` or `levelup migrate up` creates one.",
  );
}

function describeCall({ user }: Terminal): RequestInfo {
  return { requestId: randomUUID(), address: null, userAgent: `levelup cli (${user})` };
}

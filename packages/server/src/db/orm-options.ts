import type { Options } from "@mikro-orm/core";
import { Migrator } from "@mikro-orm/migrations";
import type { Schema } from "./schema.ts";

/** The options that both engines share. */
export function ormOptions({ entities, migrations }: Schema) {
  return {
    entities: [...entities],
    extensions: [Migrator],
    migrations: { migrationsList: [...migrations], tableName: "migrations", snapshot: false, silent: true },
    forceUtcTimezone: true,
    // Each use case forks an EntityManager: a flush must not write another call's unsaved entity.
    allowGlobalContext: false,
    // A database that does not exist is a mistake in DATABASE_URL.
    ensureDatabase: false,
    // A failed query is in the error that is thrown, and is logged with its request.
    debug: false,
  } satisfies Partial<Options>;
}

import { Migrator } from "@mikro-orm/migrations";
import type { Options } from "@mikro-orm/postgresql";
import { Gamer } from "../accounts/gamer.entity.ts";
import { User } from "../accounts/user.entity.ts";
import { AuditEvent } from "../audit/audit-event.entity.ts";
import { ImportedGamer, ImportedToken, ImportedUser } from "../importers/imported.entity.ts";
import { Attempt } from "../throttle/attempt.entity.ts";
import { Token } from "../tokens/token.entity.ts";
import { migrations } from "./migrations/index.ts";
import { Setting } from "./setting.entity.ts";

/** What both engines share. */
export const ormOptions = {
  entities: [User, Gamer, Token, AuditEvent, Attempt, Setting, ImportedUser, ImportedGamer, ImportedToken],
  extensions: [Migrator],
  migrations: { migrationsList: migrations, tableName: "migrations", snapshot: false, silent: true },
  // Those of the migrations have transition tables, which entities cannot describe.
  schemaGenerator: { ignoreTriggers: true },
  forceUtcTimezone: true,
  // Every use of an EntityManager is a fork of its own: a flush can never write a neighbour's unsaved entity.
  allowGlobalContext: false,
  // A database that is not there is a mistake in DATABASE_URL, not a wish for one.
  ensureDatabase: false,
  // A query that failed is in the error that is thrown, and is logged with the request that it belongs to.
  debug: false,
} satisfies Options;

import type { MigrationObject, Options } from "@mikro-orm/core";
import { Gamer } from "../accounts/gamer.entity.ts";
import { User } from "../accounts/user.entity.ts";
import { AuditEvent } from "../audit/audit-event.entity.ts";
import { factorEntities, factorMigrations } from "../factors/factor.declarations.ts";
import { Mail } from "../mail/mail.entity.ts";
import { Attempt } from "../throttle/attempt.entity.ts";
import { Token } from "../tokens/token.entity.ts";
import { Initial } from "./migrations/20261128_initial.ts";
import { Mails } from "./migrations/20261129_mails.ts";
import { Setting } from "./setting.entity.ts";

/** What a database holds: entities, and the migrations that make their tables. */
export type Schema = {
  readonly entities: readonly NonNullable<Options["entities"]>[number][];
  /** In the order in which they run. The database remembers them by name: never change one that was released. */
  readonly migrations: readonly MigrationObject[];
};

/** Level Up's own entities. */
export const accountEntities = [User, Gamer, Token, AuditEvent, Attempt, Setting, Mail, ...factorEntities] as const;

/** Level Up's own migrations, by the dates with which their names begin. */
export const accountMigrations: readonly MigrationObject[] = [
  { name: "20261128_initial", class: Initial },
  { name: "20261129_mails", class: Mails },
  ...factorMigrations,
].sort((one, other) => (one.name < other.name ? -1 : 1));

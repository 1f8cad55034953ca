import type { MigrationObject, Options } from "@mikro-orm/core";
import { Gamer } from "../accounts/gamer.entity.ts";
import { User } from "../accounts/user.entity.ts";
import { AuditEvent } from "../audit/audit-event.entity.ts";
import { Passkeys } from "../factors/passkeys/20261201_passkeys.ts";
import { Passkey } from "../factors/passkeys/passkey.entity.ts";
import { Spent } from "../factors/passkeys/spent.entity.ts";
import { SecondFactors } from "../factors/totp/20261130_second_factors.ts";
import { RecoveryCode } from "../factors/totp/recovery-code.entity.ts";
import { SecondFactor } from "../factors/totp/second-factor.entity.ts";
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
export const accountEntities = [
  User,
  Gamer,
  Token,
  AuditEvent,
  Attempt,
  Setting,
  Mail,
  SecondFactor,
  RecoveryCode,
  Passkey,
  Spent,
] as const;

/** Level Up's own migrations. */
export const accountMigrations: readonly MigrationObject[] = [
  { name: "20261128_initial", class: Initial },
  { name: "20261129_mails", class: Mails },
  { name: "20261130_second_factors", class: SecondFactors },
  { name: "20261201_passkeys", class: Passkeys },
];

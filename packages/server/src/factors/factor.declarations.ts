/**
 * The list of factors: here what they declare, in factor.use-cases.ts what they do, in factor.router.ts their procedures.
 * Nothing here leads to a use case: the audit and the mails are put together from it, and every use case imports those.
 */

import type { Limit } from "../throttle/count-attempt.ts";
import { passkeyDeclarations as passkeys } from "./passkeys/passkey.declarations.ts";
import { type PasskeySettings, readPasskeySettings } from "./passkeys/passkey.settings.ts";
import { secondFactorDeclarations as secondFactor } from "./totp/second-factor.declarations.ts";
import { readSecondFactorLimit, secondFactorLimitVariables } from "./totp/second-factor.limits.ts";
import {
  readSecondFactorSettings,
  type SecondFactorSettings,
  secondFactorVariables,
} from "./totp/second-factor.settings.ts";

export const factorEntities = [...secondFactor.entities, ...passkeys.entities] as const;
export const factorMigrations = [...secondFactor.migrations, ...passkeys.migrations] as const;
export const factorCountedTables = [...passkeys.countedTables] as const;
export const factorAuditEvents = [...secondFactor.auditEvents, ...passkeys.auditEvents] as const;
export const factorMailTexts = { ...secondFactor.mailTexts, ...passkeys.mailTexts };

export const factorVariables = { ...secondFactorVariables };

export type FactorSettings = {
  secondFactor: SecondFactorSettings;
  /** Null where no browser would take a passkey. */
  passkeys: PasskeySettings | null;
};

type Variables = Parameters<typeof readSecondFactorSettings>[0] & Parameters<typeof readPasskeySettings>[0];

export function readFactorSettings(env: Variables): FactorSettings {
  return { secondFactor: readSecondFactorSettings(env), passkeys: readPasskeySettings(env) };
}

/** Limits of attempts, which stand among those of passwords. */
export const factorLimitVariables = { ...secondFactorLimitVariables };

export type FactorLimits = { secondFactor: Limit };

export function readFactorLimits(env: Parameters<typeof readSecondFactorLimit>[0]): FactorLimits {
  return { secondFactor: readSecondFactorLimit(env) };
}

/** The list of factors: what they do. See factor.declarations.ts. */

import type { AuthOptions } from "@levelup/contract";
import type { AccountDeps } from "../accounts/account.service.ts";
import type { Em } from "../db/database.ts";
import type { Check } from "../doctor/doctor.ts";
import type { WatchLogin } from "../metrics/observed-services.ts";
import type { Settings } from "../settings/settings.ts";
import { observedPasskeys } from "./passkeys/observed-passkeys.ts";
import { createPasskeyService, type PasskeyService } from "./passkeys/passkey.service.ts";
import { createPasskeyDeps, type PasskeyDeps } from "./passkeys/passkey-deps.ts";
import { passkeyFinding } from "./passkeys/passkey-finding.ts";
import { passkeyMails } from "./passkeys/passkey-mails.ts";
import { describePasskeys, passkeyNames } from "./passkeys/passkeys-of-account.ts";
import { describeSecondFactor } from "./totp/describe-second-factor.ts";
import { encryptionFinding } from "./totp/encryption-finding.ts";
import { observedSecondFactor } from "./totp/observed-second-factor.ts";
import { createSecondFactorService, type SecondFactorService } from "./totp/second-factor.service.ts";
import { createSecondFactorDeps, type SecondFactorDeps } from "./totp/second-factor-deps.ts";
import { secondFactorMails } from "./totp/second-factor-mails.ts";
import {
  createSecondFactorOperatorService,
  type SecondFactorOperatorDeps,
  type SecondFactorOperatorService,
} from "./totp/second-factor-operator.service.ts";
import type { SecondStepDeps } from "./totp/second-step.ts";

/** What the factors' use cases need beside what those of accounts do. */
export type FactorDeps = SecondFactorDeps & PasskeyDeps;

export async function createFactorDeps(
  settings: Settings,
  { secret, ...deps }: Omit<SecondStepDeps, "keyring"> & { secret: Buffer },
): Promise<FactorDeps> {
  return { ...(await createSecondFactorDeps(settings, deps)), ...createPasskeyDeps(settings, secret) };
}

export type FactorServices = { secondFactor: SecondFactorService; passkeys: PasskeyService };

export function createFactorServices(deps: AccountDeps): FactorServices {
  return { secondFactor: createSecondFactorService(deps), passkeys: createPasskeyService(deps) };
}

/** The same services, their logins counted in the metrics. */
export function observedFactors({ secondFactor, passkeys }: FactorServices, watchLogin: WatchLogin): FactorServices {
  return {
    secondFactor: observedSecondFactor(secondFactor, watchLogin),
    passkeys: observedPasskeys(passkeys, watchLogin),
  };
}

export type FactorOperatorServices = { secondFactor: SecondFactorOperatorService };

export async function createFactorOperatorServices(
  settings: Settings,
  deps: SecondFactorOperatorDeps,
): Promise<FactorOperatorServices> {
  return { secondFactor: await createSecondFactorOperatorService(settings.secondFactor, deps) };
}

export const factorMails = { ...secondFactorMails, ...passkeyMails };

export const factorChecks: readonly Check[] = [encryptionFinding, passkeyFinding];

/** What the login screen may offer. */
export function offeredFactors({ relyingParty }: FactorDeps): Pick<AuthOptions, "passkeys"> {
  return { passkeys: relyingParty !== null };
}

/** What the owner of an account is told of its factors. */
export async function describeFactors(em: Em, userId: number) {
  return { ...(await describeSecondFactor(em, userId)), ...(await describePasskeys(em, userId)) };
}

/** The names of what opens an account without its password. */
export async function credentialNames(em: Em, userId: number): Promise<{ passkeys: string[] }> {
  return { passkeys: await passkeyNames(em, userId) };
}

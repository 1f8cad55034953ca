import type { SecondStep } from "../../accounts/second-step.ts";
import type { Settings } from "../../settings/settings.ts";
import { type Keyring, loadKeyring } from "./keyring.ts";
import { createSecondStep, type SecondStepDeps } from "./second-step.ts";

/** What the use cases of an authenticator app need beside what those of accounts do. */
export type SecondFactorDeps = {
  keyring: Keyring;
  secondStep: SecondStep;
  /** What authenticator apps call the app. */
  appName: string;
};

export async function createSecondFactorDeps(
  { secondFactor, mail: { appName } }: Settings,
  deps: Omit<SecondStepDeps, "keyring">,
): Promise<SecondFactorDeps> {
  const keyring = await loadKeyring(deps.database, secondFactor.encryptionKeys);
  return { keyring, secondStep: createSecondStep({ ...deps, keyring }), appName };
}

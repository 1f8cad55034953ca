import type { Settings } from "../../settings/settings.ts";
import { type Ceremonies, createCeremonies } from "./ceremonies.ts";
import type { PasskeySettings } from "./passkey.settings.ts";

/** What the use cases of passkeys need beside what those of accounts do. */
export type PasskeyDeps = {
  /** The site that passkeys are for; null: none can be used. */
  relyingParty: PasskeySettings | null;
  ceremonies: Ceremonies;
};

export function createPasskeyDeps({ passkeys }: Settings, secret: Buffer): PasskeyDeps {
  return { relyingParty: passkeys, ceremonies: createCeremonies(secret) };
}

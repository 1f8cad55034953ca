import { Passkeys } from "./20261201_passkeys.ts";
import { Passkey } from "./passkey.entity.ts";
import { passkeyText } from "./passkey-text.ts";
import { Spent } from "./spent.entity.ts";

/** What passkeys add to the lists of the app. */
export const passkeyDeclarations = {
  entities: [Passkey, Spent],
  migrations: [{ name: "20261201_passkeys", class: Passkeys }],
  /** Those of its tables whose ids are counted up. */
  countedTables: ["passkeys"],
  auditEvents: ["passkey_add", "passkey_rename", "passkey_remove", "passkey_clone_suspected"],
  mailTexts: { passkey: passkeyText },
} as const;

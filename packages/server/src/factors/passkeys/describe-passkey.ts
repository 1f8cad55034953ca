import type { Passkey as DescribedPasskey } from "@levelup/contract";
import { displayName } from "./authenticator-names.ts";
import type { Passkey } from "./passkey.entity.ts";

/** What is shown of a passkey. */
export function describePasskey(passkey: Passkey): DescribedPasskey {
  return {
    id: passkey.id,
    name: displayName(passkey),
    synced: passkey.backedUp,
    createdAt: passkey.createdAt.toISOString(),
    lastUsedAt: passkey.lastUsedAt?.toISOString() ?? null,
  };
}

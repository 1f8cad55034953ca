import type { AccountSecurity } from "@levelup/contract";
import type { Em } from "../../db/database.ts";
import { displayName } from "./authenticator-names.ts";
import { Passkey } from "./passkey.entity.ts";

/** What the owner of an account is told of its passkeys. */
export async function describePasskeys(em: Em, userId: number): Promise<Pick<AccountSecurity, "passkeys">> {
  return { passkeys: await em.count(Passkey, { user: userId }) };
}

/** What the passkeys of an account are called, the oldest first. */
export async function passkeyNames(em: Em, userId: number): Promise<string[]> {
  return (await em.find(Passkey, { user: userId }, { orderBy: { id: "asc" } })).map(displayName);
}

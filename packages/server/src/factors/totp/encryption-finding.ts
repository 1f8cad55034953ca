import type { Check } from "../../doctor/doctor.ts";
import { error, ok, warning } from "../../doctor/finding.ts";
import { keyIdBytes, loadKeyring } from "./keyring.ts";

/** By the ids of the keys, of which there are few: accounts may be many. */
const keyIdsQuery = `
  select encode(substring(sealed from 1 for ${keyIdBytes}), 'hex') as id, count(*)::int as seeds from (
    select secret as sealed from second_factors union all select pending from second_factors) seeds
  where sealed is not null group by 1`;

/** Whether the seeds of authenticator apps can be decrypted, and where their key is kept. */
export const encryptionFinding: Check = async (database, { secondFactor: { encryptionKeys } }) => {
  const keyring = await loadKeyring(database, encryptionKeys, { makeUp: false });
  const used = await database.fork().execute<{ id: string; seeds: number }[]>(keyIdsQuery);
  const unreadable = used.filter(({ id }) => !keyring?.knows(Buffer.from(id, "hex")));
  const lost = unreadable.reduce((sum, { seeds }) => sum + seeds, 0);
  if (lost > 0) {
    const what = `The keys of ${lost} authenticator apps are not in ENCRYPTION_KEYS: their owners cannot log in.`;
    return error("encryption-keys", what, "Add the keys again that were there when they were set up.");
  }
  if (encryptionKeys.length > 0) return ok("encryption-keys", "All seeds of authenticator apps can be decrypted.");
  const kept = "The key of authenticator apps is kept in the database that it protects";
  if (database.engine !== "postgresql") return ok("encryption-keys", `${kept}, which is on this machine alone.`);
  return warning(
    "encryption-keys",
    `${kept}: a stolen backup holds both.`,
    "Set ENCRYPTION_KEYS on every replica, then run `levelup keys rotate`.",
  );
};

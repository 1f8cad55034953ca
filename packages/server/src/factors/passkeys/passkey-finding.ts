import type { Check } from "../../doctor/doctor.ts";
import { ok, warning } from "../../doctor/finding.ts";
import { Passkey } from "./passkey.entity.ts";

/** Whether passkeys were made for another host than PUBLIC_URL's: browsers do not offer them here. */
export const passkeyFinding: Check = async (database, { passkeys: relyingParty }) => {
  const em = database.fork();
  const lost = await em.count(Passkey, relyingParty === null ? {} : { rpId: { $ne: relyingParty.rpId } });
  if (lost === 0)
    return ok("passkeys", relyingParty === null ? "None, and none can be added." : "All are for this host.");
  const host = relyingParty === null ? "no host that passkeys can be for" : relyingParty.rpId;
  return warning(
    "passkeys",
    `${lost} passkeys do not work: they were made for another host, and PUBLIC_URL names ${host}.`,
    "Set PUBLIC_URL to the https URL that they were made at, or tell their owners to add new ones.",
  );
};

import { limits } from "@levelup/contract/rules";
import { defineEntity, p } from "@mikro-orm/core";
import { User } from "../../accounts/user.entity.ts";

/** The name of the index that gives each credential one owner: a violation of it is PASSKEY_REFUSED. */
export const credentialIndex = "passkeys_credential_id_unique";

const PasskeySchema = defineEntity({
  name: "Passkey",
  tableName: "passkeys",
  properties: {
    id: p.integer().primary(),
    user: () => p.manyToOne(User).deleteRule("cascade").index("passkeys_user_id_index"),
    credentialId: p.blob().unique(credentialIndex).hidden(),
    /** In COSE (RFC 9052), as the authenticator gave it. */
    publicKey: p.blob().hidden(),
    /** The signature counter of the last use; 0 for authenticators that have none, which synced ones do not. */
    counter: p.bigint("number"),
    /** Ways in which browsers reach the authenticator, separated by spaces. */
    transports: p.text(),
    /** The model of the authenticator, which names it where it is known. */
    aaguid: p.uuid().nullable(),
    /** Whether it can be on more than one device, and whether it is. */
    backupEligible: p.boolean(),
    backedUp: p.boolean(),
    /** The host that it was made for; browsers offer it nowhere else. */
    rpId: p.string().length(253),
    /** What its owner calls it. */
    name: p.string().length(limits.passkeyNameMaxCodePoints).nullable(),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
  },
});

/** A public key whose private half is on an authenticator of its owner, who logs in by it (WebAuthn). */
export class Passkey extends PasskeySchema.class {}
PasskeySchema.setClass(Passkey);

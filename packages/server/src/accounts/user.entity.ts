import { limits } from "@levelup/contract/rules";
import { defineEntity, p } from "@mikro-orm/core";

/** The name of the index that makes usernames unique without case: a violation of it is USERNAME_TAKEN. */
export const usernameKeyIndex = "users_username_key_unique";

const UserSchema = defineEntity({
  name: "User",
  tableName: "users",
  indexes: [
    {
      name: "users_lower_email_index",
      expression: `create index "users_lower_email_index" on "users" (lower("email")) where "email" <> ''`,
    },
  ],
  properties: {
    id: p.integer().primary(),
    /** As the gamer wrote it, in NFKC. */
    username: p.string().length(limits.usernameMaxCodePoints),
    /** `usernameKey(username)`: how names are compared. */
    usernameKey: p.text().unique(usernameKeyIndex),
    email: p.string().length(limits.emailMaxCodePoints).default(""),
    /** When a link that was mailed to `email` was followed; null: never. */
    emailVerifiedAt: p.datetime().nullable(),
    /** The address that the account gets once a link that was mailed there is followed. */
    pendingEmail: p.string().length(limits.emailMaxCodePoints).nullable().hidden(),
    /** Django's encoding, `algorithm$…`; `!…` for an account without a password. */
    passwordHash: p.text().hidden(),
    /** By which authenticators know the account: 32 bytes that say nothing of it. Null: it never had a passkey. */
    passkeyHandle: p.blob().unique("users_passkey_handle_unique").nullable().hidden(),
    /** Names of the devices that have logged in since the password was set, the last one at the end; see `devices.ts`. */
    devices: p.json().$type<string[]>().default([]).hidden(),
    firstName: p.string().length(limits.nameMaxCodePoints).default(""),
    lastName: p.string().length(limits.nameMaxCodePoints).default(""),
    isActive: p.boolean().default(true),
    isStaff: p.boolean().default(false),
    isSuperuser: p.boolean().default(false),
    dateJoined: p.datetime(),
    lastLogin: p.datetime().nullable(),
  },
});

/** Django's `auth_user`, row for row. */
export class User extends UserSchema.class {}
UserSchema.setClass(User);

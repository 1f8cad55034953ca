import { limits } from "@levelup/contract/rules";
import { defineEntity, p } from "@mikro-orm/core";
import { User } from "../accounts/user.entity.ts";
import type { TokenPurpose } from "./token-format.ts";

const TokenSchema = defineEntity({
  name: "Token",
  tableName: "tokens",
  checks: [
    { name: "tokens_purpose_check", expression: "purpose in ('session', 'api', 'reset', 'verify', 'second_factor')" },
  ],
  indexes: [{ name: "tokens_user_id_id_index", properties: ["user", "id"] }],
  properties: {
    id: p.bigint("number").primary(),
    /** SHA-256 of the token. The token itself is not stored. */
    digest: p.blob().unique("tokens_digest_unique").hidden(),
    user: () => p.manyToOne(User).deleteRule("cascade").index(false),
    purpose: p.text().$type<TokenPurpose>().default("session"),
    /** The address that a link was mailed to. */
    sentTo: p.string().length(254).nullable(),
    /** Of an API token: what its owner calls it, and its scopes, separated by spaces. */
    name: p.string().length(60).nullable(),
    scopes: p.text().nullable(),
    /** The passkey that logged the device in. No foreign key: the session may outlast it. */
    passkeyId: p.integer().nullable(),
    device: p.string().length(limits.deviceMaxCodePoints).nullable(),
    /** The address that the token was minted for. */
    address: p.string().length(45).nullable(),
    userAgent: p.string().length(400).nullable(),
    createdAt: p.datetime(),
    /** When its owner last proved who it is; null: when it was created. */
    authenticatedAt: p.datetime().nullable(),
    lastUsedAt: p.datetime().nullable(),
    /** The idle expiry, which use moves on. */
    expiresAt: p.datetime().index("tokens_expires_at_index"),
    /** What `expiresAt` is never moved beyond. */
    hardExpiresAt: p.datetime(),
  },
});

/** A secret that was handed out, of which the digest is kept: a device that is logged in, or a mailed link. */
export class Token extends TokenSchema.class {}
TokenSchema.setClass(Token);

import { limits } from "@levelup/contract/rules";
import { defineEntity, p } from "@mikro-orm/core";
import { User } from "../accounts/user.entity.ts";

const TokenSchema = defineEntity({
  name: "Token",
  tableName: "tokens",
  indexes: [{ name: "tokens_user_id_id_index", properties: ["user", "id"] }],
  properties: {
    id: p.bigint("number").primary(),
    /** SHA-256 of the token. The token itself is not stored. */
    digest: p.blob().unique("tokens_digest_unique").hidden(),
    user: () => p.manyToOne(User).deleteRule("cascade").index(false),
    device: p.string().length(limits.deviceMaxCodePoints).nullable(),
    /** The address that the token was minted for. */
    address: p.string().length(45).nullable(),
    userAgent: p.string().length(400).nullable(),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
    /** The idle expiry, which use moves on. */
    expiresAt: p.datetime().index("tokens_expires_at_index"),
    /** What `expiresAt` is never moved beyond. */
    hardExpiresAt: p.datetime(),
  },
});

/** One device that is logged in. */
export class Token extends TokenSchema.class {}
TokenSchema.setClass(Token);

import { defineEntity, p } from "@mikro-orm/core";

const SpentSchema = defineEntity({
  name: "Spent",
  tableName: "spent",
  properties: {
    /** SHA-256 of what may be used once. */
    digest: p.blob().primary(),
    /** When it could not be used any more anyway. */
    expiresAt: p.datetime().index("spent_expires_at_index"),
  },
});

/** Something that was good for one use, and was used. */
export class Spent extends SpentSchema.class {}
SpentSchema.setClass(Spent);

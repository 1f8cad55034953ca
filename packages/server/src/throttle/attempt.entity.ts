import { defineEntity, p } from "@mikro-orm/core";

const AttemptSchema = defineEntity({
  name: "Attempt",
  tableName: "attempts",
  properties: {
    /** HMAC of what is counted: the table holds no username and no address. */
    key: p.blob().primary(),
    /** Attempts that are not yet forgiven. */
    level: p.integer(),
    /** Up to when time has forgiven attempts. */
    forgivenAt: p.datetime(),
    /** When the next attempt may be made; null while the counter is open. */
    opensAt: p.datetime().nullable(),
    /** When the row says nothing any more. */
    expiresAt: p.datetime().index("attempts_expires_at_index"),
  },
});

/** One attempt counter, shared by all replicas. Read and written by `attempt-rows.ts` alone. */
export class Attempt extends AttemptSchema.class {}
AttemptSchema.setClass(Attempt);

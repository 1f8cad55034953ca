import { defineEntity, p } from "@mikro-orm/core";

const AuditEventSchema = defineEntity({
  name: "AuditEvent",
  tableName: "audit_events",
  indexes: [{ name: "audit_events_user_id_at_index", properties: ["userId", "at"] }],
  properties: {
    id: p.bigint("number").primary(),
    at: p.datetime().index("audit_events_at_index"),
    event: p.string().length(40),
    outcome: p.string().length(20),
    /** The account it is about. No foreign key: what happened stays on record when the account is gone. */
    userId: p.integer().nullable(),
    tokenId: p.bigint("number").nullable(),
    address: p.string().length(45).nullable(),
    userAgent: p.string().length(400).nullable(),
    requestId: p.string().length(64).nullable(),
  },
});

/** What happened to an account: who, when, from where, with what outcome. Holds no secret. */
export class AuditEvent extends AuditEventSchema.class {}
AuditEventSchema.setClass(AuditEvent);

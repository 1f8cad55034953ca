import { defineEntity, p } from "@mikro-orm/core";
import { User } from "../accounts/user.entity.ts";
import { Token } from "../tokens/token.entity.ts";

const AuditEventSchema = defineEntity({
  name: "AuditEvent",
  tableName: "audit_events",
  indexes: [{ name: "audit_events_user_id_at_index", properties: ["user", "at"] }],
  properties: {
    id: p.bigint("number").primary(),
    at: p.datetime().index("audit_events_at_index"),
    event: p.string().length(40),
    outcome: p.string().length(20),
    /** The account it is about. No foreign key: the event stays on record when the account is deleted. */
    user: () => p.manyToOne(User).nullable().createForeignKeyConstraint(false).index(false),
    token: () => p.manyToOne(Token).nullable().createForeignKeyConstraint(false).index(false),
    address: p.string().length(45).nullable(),
    userAgent: p.string().length(400).nullable(),
    requestId: p.string().length(64).nullable(),
  },
});

/** What happened to an account: who, when, from where, with what outcome. Holds no secret. */
export class AuditEvent extends AuditEventSchema.class {}
AuditEventSchema.setClass(AuditEvent);

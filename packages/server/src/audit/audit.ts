import type { NamedValues } from "../db/by-name.ts";
import type { Em } from "../db/database.ts";
import type { RequestInfo } from "../request-info.ts";

/** The events on record. The last are an operator's, at a terminal. */
export const auditEvents = [
  "register",
  "login",
  "logout",
  "password_change",
  "account_update",
  "token_revoke",
  "token_revoke_others",
  "django_import",
  "user_create",
  "password_set",
  "activate",
  "deactivate",
  "token_issue",
  "token_revoke_all",
  "unlock",
  "token_purge",
  "audit_purge",
] as const;

export type AuditEventName = (typeof auditEvents)[number];

export const auditOutcomes = ["success", "failure"] as const;

export type AuditOutcome = (typeof auditOutcomes)[number];

export type AuditEntry = {
  event: AuditEventName;
  outcome: AuditOutcome;
  at: Date;
  userId: number | null;
  tokenId?: number | null;
  request: RequestInfo;
};

/** Long user agents are cut: the first part tells the device. */
const userAgentMaxLength = 400;

/**
 * Inserts an event. `userId` and `tokenId` are SQL, as is `from`: a statement that makes the user or the token knows
 * their ids only then.
 */
export function auditInsert({ userId, tokenId, from }: { userId: string; tokenId: string; from: string }): string {
  return `
    insert into audit_events (at, event, outcome, user_id, token_id, address, user_agent, request_id)
    select :at, :event, :outcome, ${userId}, ${tokenId}, :address, :userAgent, :requestId ${from}`;
}

/** The values of {@link auditInsert}. */
export function auditValues({ at, event, outcome, request }: Omit<AuditEntry, "userId" | "tokenId">): NamedValues {
  const { address, userAgent, requestId } = request;
  return { at, event, outcome, address, userAgent: cutUserAgent(userAgent), requestId };
}

const ofKnownIds = auditInsert({ userId: ":userId::int", tokenId: ":tokenId::bigint", from: "" });

/**
 * Puts an event on record. Call it with the EntityManager of the change's own transaction, so that neither can be
 * there without the other.
 */
export async function recordAudit(em: Em, { userId, tokenId = null, ...entry }: AuditEntry): Promise<void> {
  await em.execute(ofKnownIds, { ...auditValues(entry), userId, tokenId });
}

/** A user agent as it can be stored. Header bytes are Latin-1; anything else in them is of no use to a reader. */
export function cutUserAgent(userAgent: string | null): string | null {
  return userAgent === null ? null : userAgent.replace(/[^\x20-\x7e]/g, "?").slice(0, userAgentMaxLength);
}

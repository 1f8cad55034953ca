import type { Em } from "../db/database.ts";
import type { RequestInfo } from "../request-info.ts";
import { AuditEvent } from "./audit-event.entity.ts";

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
  tokenId?: number;
  request: RequestInfo;
};

/** Long user agents are cut: the first part tells the device. */
const userAgentMaxLength = 400;

/**
 * Puts an event on record. Call it with the EntityManager of the change's own transaction, so that neither can be
 * there without the other.
 */
export async function recordAudit(em: Em, entry: AuditEntry): Promise<void> {
  await em.insert(AuditEvent, {
    at: entry.at,
    event: entry.event,
    outcome: entry.outcome,
    userId: entry.userId,
    tokenId: entry.tokenId ?? null,
    address: entry.request.address,
    userAgent: cutUserAgent(entry.request.userAgent),
    requestId: entry.request.requestId,
  });
}

/** A user agent as it can be stored. Header bytes are Latin-1; anything else in them is of no use to a reader. */
export function cutUserAgent(userAgent: string | null): string | null {
  return userAgent === null ? null : userAgent.replace(/[^\x20-\x7e]/g, "?").slice(0, userAgentMaxLength);
}

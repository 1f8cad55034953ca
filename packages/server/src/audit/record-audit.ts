import type { User } from "../accounts/user.entity.ts";
import type { Em } from "../db/database.ts";
import { factorAuditEvents } from "../factors/factor.declarations.ts";
import type { RequestInfo } from "../request-info.ts";
import type { Token } from "../tokens/token.entity.ts";
import { AuditEvent } from "./audit-event.entity.ts";

/** The events on record. The last ones are an operator's, at a terminal. */
export const auditEvents = [
  "register",
  "login",
  "logout",
  "login_new_device",
  "reauthenticate",
  ...factorAuditEvents,
  "password_change",
  "password_reset_request",
  "password_reset",
  "email_verify",
  "email_change",
  "account_update",
  "token_revoke",
  "token_revoke_others",
  "api_token_create",
  "api_token_revoke",
  "mail",
  "django_import",
  "user_create",
  "password_set",
  "reset_link",
  "activate",
  "deactivate",
  "token_issue",
  "token_revoke_all",
  "unlock",
  "token_purge",
  "audit_purge",
  "mail_retry",
] as const;

export type AuditEventName = (typeof auditEvents)[number];

export const auditOutcomes = ["success", "failure"] as const;

export type AuditOutcome = (typeof auditOutcomes)[number];

export type AuditEntry = {
  event: AuditEventName;
  outcome: AuditOutcome;
  at: Date;
  /** The account, or its id; null for an event about no account. */
  user: User | number | null;
  token?: Token | number | null;
  request: RequestInfo;
};

/** The first part of a long user agent tells the device. */
const userAgentMaxLength = 400;

/**
 * Adds an event to the unit of work of `em`: the flush that writes the change writes the event, or neither is written.
 * Holds no secret.
 */
export function recordAudit(em: Em, { request, token = null, ...entry }: AuditEntry): void {
  const { address, userAgent, requestId } = request;
  em.create(AuditEvent, { ...entry, token, address, userAgent: cutUserAgent(userAgent), requestId });
}

/** A user agent as it can be stored. Header bytes are Latin-1; anything beyond ASCII in them is unreadable. */
export function cutUserAgent(userAgent: string | null): string | null {
  return userAgent === null ? null : userAgent.replace(/[^\x20-\x7e]/g, "?").slice(0, userAgentMaxLength);
}

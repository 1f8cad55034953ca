import { recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { RequestInfo } from "../request-info.ts";
import { Mail } from "./mail.entity.ts";
import { leaseMs } from "./mail-sender.ts";

/** A mail that waits. What was typed by a client is left out: it may be a password in the wrong field. */
export type MailDescription = {
  id: number;
  kind: string;
  userId: number | null;
  at: string;
  attempts: number;
  nextAt: string;
  expiresAt: string;
};

export type MailOperatorService = ReturnType<typeof createMailOperatorService>;

/** The use cases of operators: the mails that wait to be sent. */
export function createMailOperatorService({ database, clock }: { database: Database; clock: Clock }) {
  /** The mails that wait, oldest first. */
  async function list(limit: number): Promise<MailDescription[]> {
    const mails = await database.fork().find(Mail, {}, { orderBy: { id: "asc" }, limit });
    return mails.map(({ id, kind, user, at, attempts, nextAt, expiresAt }) => ({
      id,
      kind,
      userId: user?.id ?? null,
      at: at.toISOString(),
      attempts,
      nextAt: nextAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }));
  }

  /**
   * Lets one mail, or all of them, be tried again now. What is due within two minutes is left alone: a sender may have it
   * in hand. Returns how many there were.
   */
  async function retry(id: number | null, request: RequestInfo): Promise<number> {
    const now = clock.now();
    const later = { nextAt: { $gt: new Date(now.getTime() + leaseMs) } };
    return database.transactional(async (em) => {
      const retried = await em.nativeUpdate(Mail, { ...later, ...(id === null ? {} : { id }) }, { nextAt: now });
      if (retried > 0) recordAudit(em, { event: "mail_retry", outcome: "success", at: now, user: null, request });
      return retried;
    });
  }

  return { list, retry };
}

import { type FilterQuery, LockMode } from "@mikro-orm/core";
import { User } from "../accounts/user.entity.ts";
import type { Clock } from "../clock.ts";
import type { Database, Em } from "../db/database.ts";
import { inBatches } from "../db/in-batches.ts";
import type { RequestInfo } from "../request-info.ts";
import { AuditEvent } from "./audit-event.entity.ts";
import { type AuditEventName, type AuditOutcome, recordAudit } from "./record-audit.ts";

/** Which rows; null is no condition. `until` itself is not included. */
export type AuditFilter = {
  userId: number | null;
  event: AuditEventName | null;
  outcome: AuditOutcome | null;
  since: Date | null;
  until: Date | null;
};

/** A row of the audit, with the name that the account has now; null when the account is gone. */
export type AuditRow = {
  id: number;
  at: string;
  event: string;
  outcome: string;
  userId: number | null;
  username: string | null;
  tokenId: number | null;
  address: string | null;
  userAgent: string | null;
  requestId: string | null;
};

export type AuditService = ReturnType<typeof createAuditService>;

const pageSize = 1000;

/** The use cases of operators: reading and pruning the audit. */
export function createAuditService({ database, clock }: { database: Database; clock: Clock }) {
  /** The newest rows that match a filter, newest first. Read page by page, so any number may be asked for. */
  async function* read(filter: AuditFilter, limit: number): AsyncGenerator<AuditRow> {
    let last: { at: string; id: number } | null = null;
    for (let left = limit; left > 0; left -= pageSize) {
      const rows: AuditRow[] = await readPage(database.fork(), filter, last, Math.min(left, pageSize));
      yield* rows;
      last = rows.at(-1) ?? null;
      if (rows.length < pageSize) return;
    }
  }

  /** Deletes rows from before a time. Returns how many there were. */
  async function purge(before: Date, request: RequestInfo, onProgress?: (done: number) => void): Promise<number> {
    const now = clock.now();
    const lockSome = {
      fields: ["id"],
      disableIdentityMap: true,
      lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE,
    } as const;
    return inBatches(database, {
      async step(em, limit) {
        const rows = await em.find(AuditEvent, { at: { $lt: before } }, { ...lockSome, orderBy: { at: "asc" }, limit });
        return em.nativeDelete(AuditEvent, { id: { $in: rows.map(({ id }) => id) } });
      },
      record: (em) => recordAudit(em, { event: "audit_purge", outcome: "success", at: now, user: null, request }),
      onProgress,
    });
  }

  return { read, purge };
}

async function readPage(
  em: Em,
  { userId, event, outcome, since, until }: AuditFilter,
  after: { at: string; id: number } | null,
  limit: number,
): Promise<AuditRow[]> {
  const conditions: FilterQuery<AuditEvent>[] = [
    ...(userId === null ? [] : [{ user: userId }]),
    ...(event === null ? [] : [{ event }]),
    ...(outcome === null ? [] : [{ outcome }]),
    ...(since === null ? [] : [{ at: { $gte: since } }]),
    ...(until === null ? [] : [{ at: { $lt: until } }]),
    ...(after === null
      ? []
      : [{ $or: [{ at: { $lt: new Date(after.at) } }, { at: new Date(after.at), id: { $lt: after.id } }] }]),
  ];
  const events = await em.find(AuditEvent, { $and: conditions }, { orderBy: [{ at: "desc" }, { id: "desc" }], limit });
  const users = await em.find(
    User,
    { id: { $in: [...new Set(events.flatMap(({ user }) => user?.id ?? []))] } },
    { fields: ["username"] },
  );
  const names = new Map(users.map(({ id, username }) => [id, username]));
  return events.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    event: row.event,
    outcome: row.outcome,
    userId: row.user?.id ?? null,
    username: names.get(row.user?.id ?? 0) ?? null,
    tokenId: row.token?.id ?? null,
    address: row.address ?? null,
    userAgent: row.userAgent ?? null,
    requestId: row.requestId ?? null,
  }));
}

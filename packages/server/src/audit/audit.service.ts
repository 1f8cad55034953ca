import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { inSteps } from "../db/in-steps.ts";
import type { RequestInfo } from "../request-info.ts";
import { type AuditEventName, type AuditOutcome, recordAudit } from "./audit.ts";

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

type Row = Omit<AuditRow, "at"> & { at_ms: number };

const pageRows = 1000;

const pageQuery = (conditions: string[]) => `
  select a.id::float8 as id, (extract(epoch from a.at) * 1000)::float8 as at_ms, a.event, a.outcome,
    a.user_id as "userId", u.username, a.token_id::float8 as "tokenId", a.address, a.user_agent as "userAgent",
    a.request_id as "requestId"
  from audit_events a left join users u on u.id = a.user_id
  where ${["true", ...conditions].join(" and ")} order by a.at desc, a.id desc limit ?`;

const purgeStep = `
  delete from audit_events where id in (
    select id from audit_events where at < ? order by at limit ? for update skip locked) returning id`;

/** What an operator may do with the audit. */
export function createAuditService({ database, clock }: { database: Database; clock: Clock }) {
  /** The newest rows that a filter lets through, newest first. Read page by page, so any number may be asked for. */
  async function* read(filter: AuditFilter, limit: number): AsyncGenerator<AuditRow> {
    const conditions = readFilter(filter);
    let last: { at: Date; id: number } | null = null;
    for (let left = limit; left > 0; left -= pageRows) {
      const all: Condition[] =
        last === null ? conditions : [...conditions, { sql: "(a.at, a.id) < (?, ?)", values: [last.at, last.id] }];
      const rows: Row[] = await database
        .fork()
        .execute(pageQuery(all.map(({ sql }) => sql)), [
          ...all.flatMap(({ values }) => values),
          Math.min(left, pageRows),
        ]);
      for (const { at_ms, ...row } of rows) {
        last = { at: new Date(at_ms), id: row.id };
        yield { ...row, at: last.at.toISOString() };
      }
      if (rows.length < pageRows) return;
    }
  }

  /** Deletes rows from before a time. Returns how many there were. */
  async function purge(before: Date, request: RequestInfo, onProgress?: (done: number) => void): Promise<number> {
    return inSteps(database, {
      step: async (em, atMost) => (await em.execute(purgeStep, [before, atMost])).length,
      record: (em) =>
        recordAudit(em, { event: "audit_purge", outcome: "success", at: clock.now(), userId: null, request }),
      onProgress,
    });
  }

  return { read, purge };
}

type Condition = { sql: string; values: unknown[] };

function readFilter({ userId, event, outcome, since, until }: AuditFilter): Condition[] {
  const conditions: [sql: string, value: unknown][] = [
    ["a.user_id = ?", userId],
    ["a.event = ?", event],
    ["a.outcome = ?", outcome],
    ["a.at >= ?", since],
    ["a.at < ?", until],
  ];
  return conditions.flatMap(([sql, value]) => (value === null ? [] : [{ sql, values: [value] }]));
}

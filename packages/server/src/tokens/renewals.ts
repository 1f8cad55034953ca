import type { Logger } from "pino";
import type { Database } from "../db/database.ts";
import type { TokenSettings } from "../env.ts";
import { expiriesAt } from "./mint-token.ts";
import { expiryColumn, type VerifiedToken } from "./verified-token.ts";

/** How long a use may wait to be written down, and so how much of it a process loses that is killed. */
const flushMs = 1000;
/** So many are written at once. */
const batchSize = 500;
/** Beyond so many, which is when they cannot be written, a use is noted when it comes again. */
const pendingAtMost = 20_000;
/** How long the end waits for a database that does not answer. */
const lastFlushMs = 2000;

const minuteMs = 60 * 1000;

/**
 * Only a token that expires when it did at its use: one that was renewed elsewhere needs no second write, and one that
 * somebody has shortened meanwhile stays short. A row that is locked is being ended or renewed, and is nobody to wait for.
 * The arrays lead the planner, which cannot tell how many uses there are, to the index.
 */
const renewal = `
  with used as materialized (
    select * from jsonb_to_recordset($1::text::jsonb)
      as used (id bigint, used_ms float8, idle_ms float8, expires_ms float8)
  ), due as (
    select t.id, used.used_ms, used.idle_ms from used join tokens t on t.id = used.id
    where t.id = any (array(select id from used)) and ${expiryColumn} = used.expires_ms
    for update of t skip locked
  )
  update tokens t set
    last_used_at = to_timestamp(due.used_ms / 1000),
    expires_at = least(to_timestamp(due.idle_ms / 1000), t.hard_expires_at)
  from due where t.id = due.id and t.id = any (array(select id from due))`;

type Use = { id: number; used_ms: number; idle_ms: number; expires_ms: number };

export type Renewals = {
  /** Takes note of a use, at most once an interval: it moves the idle expiry on, a moment later. */
  note(verified: VerifiedToken, now: Date): void;
  /** Writes down what was noted until now. */
  flush(): Promise<void>;
  /** The same, but not for longer than a moment, and no more after that. */
  close(): Promise<void>;
};

/** The uses that move idle expiries on, written in batches instead of one by one. */
export function createRenewals({
  database,
  settings,
  log,
}: {
  database: Database;
  settings: TokenSettings;
  log: Logger;
}): Renewals {
  const write = database.prepare<object>(renewal);
  const intervalMs = settings.renewMinutes * minuteMs;
  const pending = new Map<number, Use>();
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();
  let hasComplained = false;

  function note(verified: VerifiedToken, now: Date): void {
    const { usedMs, expiresMs, actor } = verified;
    const used_ms = now.getTime();
    if ((usedMs !== null && usedMs > used_ms - intervalMs) || pending.size >= pendingAtMost) return;
    verified.usedMs = used_ms;
    const idle_ms = expiriesAt(now, settings).idle.getTime();
    pending.set(actor.tokenId, { id: actor.tokenId, used_ms, idle_ms, expires_ms: expiresMs });
    if (pending.size >= batchSize) void flush();
    else timer ??= setTimeout(() => void flush(), flushMs).unref();
  }

  function flush(): Promise<void> {
    flushing = flushing.then(writePending);
    return flushing;
  }

  async function writePending(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (pending.size > 0) {
      const batch = [...pending.values()].slice(0, batchSize);
      try {
        await write([JSON.stringify(batch)]);
        hasComplained = false;
      } catch (error) {
        // No request is to fail for it. They stay, and are tried again.
        if (!hasComplained) log.warn({ err: error, count: pending.size }, "uses of tokens not written");
        hasComplained = true;
        timer ??= setTimeout(() => void flush(), flushMs).unref();
        return;
      }
      // One that was used again meanwhile is another use.
      for (const use of batch) if (pending.get(use.id) === use) pending.delete(use.id);
    }
  }

  async function close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const giveUp = setTimeout(resolve, lastFlushMs);
    await Promise.race([flush(), late]);
    clearTimeout(giveUp);
    clearTimeout(timer);
  }
  return { note, flush, close };
}

import type { Database, Em } from "../db/database.ts";
import { type CounterState, expiresAt, type Limit, unused } from "./count-attempt.ts";

/** A counter of attempts: where it is stored, and its limit. */
export type Counter = { key: Buffer; limit: Limit };

/** A counter with its state. */
export type Counted<C extends Counter> = { counter: C; state: CounterState };

/** A range of keys, its ends included. */
export type KeyRange = [first: Buffer, last: Buffer];

type Row = { key: string; level: number; forgiven_ms: number; opens_ms: number | null };

/** Rows that a purge deletes at most: more than are added between two purges, so that the table shrinks under load. */
const purgedAtOnce = 200;

/*
 * Hand-written SQL: an ORM has no statement that locks rows and inserts the missing ones, and a refused call, which an
 * attacker repeats as fast as possible, must cost as little as one prepared query. One text parameter holds all keys or
 * rows, so that a statement does not depend on their number.
 */

const columns = `encode(a.key, 'hex') as key, a.level,
  (extract(epoch from a.forgiven_at) * 1000)::float8 as forgiven_ms,
  (extract(epoch from a.opens_at) * 1000)::float8 as opens_ms`;

const readQuery = `
  select ${columns} from unnest(string_to_array($1::text, ',')) asked (key)
  join attempts a on a.key = decode(asked.key, 'hex')`;

/** In the order of the keys: transactions that share counters lock them in one order. */
const lockQuery = `
  insert into attempts as a (key, level, forgiven_at, opens_at, expires_at)
  select decode(asked.key, 'hex'), 0, asked.now, null, asked.now
  from (select unnest(string_to_array(?::text, ',')) as key, ?::timestamptz as now order by 1) asked
  on conflict (key) do update set key = excluded.key
  returning ${columns}`;

const writeQuery = `
  update attempts a set
    level = new.level, forgiven_at = new.forgiven_at, opens_at = new.opens_at, expires_at = new.expires_at
  from json_to_recordset(?::json) new (
    key text, level int, forgiven_at timestamptz, opens_at timestamptz, expires_at timestamptz)
  where a.key = decode(new.key, 'hex')`;

const purgeQuery = `
  delete from attempts where key in (
    select key from attempts where expires_at <= $1 order by expires_at limit ${purgedAtOnce} for update skip locked)`;

/** The rows of the counters. */
export function createAttemptRows(database: Database) {
  const readRows = database.prepare<Row>(readQuery);
  const purgeRows = database.prepare(purgeQuery);

  return {
    /** Reads counters without a lock. */
    async read<C extends Counter>(counters: C[], now: number): Promise<Counted<C>[]> {
      if (counters.length === 0) return [];
      return withStates(counters, await readRows([keysOf(counters)]), now);
    },

    /** Locks counters, lets `decide` work out their new states, and writes those. If it throws, nothing is written. */
    async update<C extends Counter>(
      counters: C[],
      now: number,
      decide: (current: Counted<C>[]) => Counted<C>[],
    ): Promise<void> {
      if (counters.length === 0) return;
      await database.transactional(async (em) => {
        const rows: Row[] = await em.execute(lockQuery, [keysOf(counters), new Date(now).toISOString()]);
        await em.execute(writeQuery, [JSON.stringify(decide(withStates(counters, rows, now)).map(toJson))]);
      });
    },

    /** Deletes some of the rows that say nothing any more. */
    async purge(now: number): Promise<void> {
      await purgeRows([new Date(now)]);
    },
  };
}

/** Deletes all counters within ranges of keys, within the caller's transaction. Returns how many there were. */
export async function deleteAttempts(em: Em, ranges: KeyRange[]): Promise<number> {
  if (ranges.length === 0) return 0;
  const condition = ranges.map(() => "key between ? and ?").join(" or ");
  const deleted = await em.execute(
    `delete from attempts where key in (select key from attempts where ${condition} order by key for update) returning 1`,
    ranges.flat(),
  );
  return deleted.length;
}

function keysOf(counters: Counter[]): string {
  return counters.map(({ key }) => key.toString("hex")).join(",");
}

function withStates<C extends Counter>(counters: C[], rows: Row[], now: number): Counted<C>[] {
  const states = new Map(
    rows.map(({ key, level, forgiven_ms, opens_ms }) => [key, { level, forgivenAt: forgiven_ms, opensAt: opens_ms }]),
  );
  return counters.map((counter) => ({ counter, state: states.get(counter.key.toString("hex")) ?? unused(now) }));
}

function toJson({ counter: { key, limit }, state }: Counted<Counter>) {
  return {
    key: key.toString("hex"),
    level: state.level,
    forgiven_at: new Date(state.forgivenAt).toISOString(),
    opens_at: state.opensAt === null ? null : new Date(state.opensAt).toISOString(),
    expires_at: new Date(expiresAt(state, limit)).toISOString(),
  };
}

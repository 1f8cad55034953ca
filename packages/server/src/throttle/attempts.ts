import type { Clock } from "../clock.ts";
import type { Database, Em } from "../db/database.ts";
import type { Statement } from "../db/prepared.ts";
import { LevelUpError } from "../errors.ts";

/**
 * Attempt counters in the app's own database, one row each, so that replicas agree: one statement counts an attempt in
 * all its counters or in none, and row locks decide races.
 *
 * A counter lets `burst` attempts pass. Every further one has to wait, 1 s after the first, then 2, 4, 8 …, until the
 * wait is as long as it takes to forgive one attempt. Each attempt is forgiven in time, so nothing is locked for ever.
 *
 * Own SQL, because rate-limiter-flexible's PostgreSQL store counts by the process's clock, takes one counter a
 * statement, does not grow its delays, and gives a refund that comes late a credit beyond the limit.
 */

/** How many attempts pass at once, and how many an hour in the long run. */
export type Limit = { burst: number; perHour: number };

/** What an attempt counts against. A success takes it back, or clears all that was counted. */
export type Counter = { key: Buffer; limit: Limit; onSuccess: "refund" | "clear" };

/** An attempt that was counted, and what it takes to take it back. */
type Taken = { counter: Counter; opensAt: string };

export type Attempts = {
  /** Counts an attempt in each counter. @throws RATE_LIMITED when one is closed: then none counts it. UNAVAILABLE. */
  take(counters: Counter[]): Promise<Taken[]>;
  /** The attempt was none: its counters are as if it had not been made. */
  refund(taken: Taken[]): Promise<void>;
  /** The attempt succeeded. */
  succeed(taken: Taken[]): Promise<void>;
};

const secondsPerHour = 3600;

/** Attempts from one purge to the next, which is a way to the database of its own. */
const purgedEvery = 8;
/** More than so many attempts can add, so that the table shrinks under any load. */
const purgedAtOnce = 80;

/** When a counter opens that is open: at no time of ours, since another replica's clock may be behind it. */
const open = "timestamptz '-infinity'";

/** Ordered by key, here and in {@link giveBackQuery}: two statements that share counters lock them in one order. */
const takeQuery = (count: number) => `
  with asked as (
    select key, burst, forgive_seconds * interval '1 second' as forgive, at
    from (values ${tuples(count, ["bytea", "int", "float8", "timestamptz"])}) as v (key, burst, forgive_seconds, at)),
  closed as (
    select a.opens_at - asked.at as wait from attempts a join asked on asked.key = a.key where a.opens_at > asked.at),
  taken as (
    insert into attempts as a (key, level, forgiven_at, opens_at, expires_at)
    select key, 1, at, case when burst > 1 then ${open} else at + '1 second' end, at + greatest(forgive, '1 second')
    from asked where not exists (select from closed) order by key
    on conflict (key) do update set (level, forgiven_at, opens_at, expires_at) = (
      select next.level, next.forgiven_at, next.opens_at,
        greatest(next.opens_at, next.forgiven_at + next.level * asked.forgive)
      from asked
      cross join lateral (
        select greatest(0, least(
          a.level, floor(extract(epoch from asked.at - a.forgiven_at) / extract(epoch from asked.forgive))))::int
          as forgiven) past
      cross join lateral (
        select greatest(0, a.level - past.forgiven) + 1 as level,
          case when a.level > past.forgiven then a.forgiven_at + past.forgiven * asked.forgive else asked.at end
            as forgiven_at) counted
      cross join lateral (
        select counted.*, case when counted.level < asked.burst then ${open} else asked.at + least(
          power(2, least(counted.level - asked.burst, 20)) * interval '1 second',
          greatest(asked.forgive, '1 second')) end as opens_at) next
      where asked.key = a.key)
    where a.opens_at <= excluded.forgiven_at
    returning a.key, a.opens_at)
  select encode(key, 'hex') as key, opens_at::text as "opensAt", null as "waitSeconds" from taken
  union all
  select null, null, ceil(extract(epoch from wait))::int from closed`;

/** Opens what the attempt itself closed, unless another has come since. */
const giveBackQuery = (count: number) => `
  with mine (key, opens_at, cleared) as (values ${tuples(count, ["bytea", "timestamptz", "boolean"])}),
  locked as (select a.key from attempts a join mine on mine.key = a.key order by a.key for update of a)
  update attempts a set
    level = case when mine.cleared then 0 else greatest(0, a.level - 1) end,
    opens_at = case when mine.cleared or a.opens_at = mine.opens_at then ${open} else a.opens_at end
  from mine join locked on locked.key = mine.key where a.key = mine.key`;

const purgeQuery = `
  delete from attempts where key in (
    select key from attempts where expires_at <= $1 order by expires_at limit ${purgedAtOnce} for update skip locked)`;

type TakeRow = { key: string; opensAt: string; waitSeconds: null } | { key: null; opensAt: null; waitSeconds: number };

export function createAttempts({ database, clock }: { database: Database; clock: Clock }): Attempts {
  const takeOf = preparedByCount<TakeRow>(takeQuery);
  const giveBackOf = preparedByCount<object>(giveBackQuery);
  const purge = prepared<object>(purgeQuery);
  let takenSincePurge = purgedEvery;

  /** Whatever is wrong with the counters, nothing is let past them. */
  function prepared<Row extends object>(sql: string): Statement<Row> {
    const run = database.prepare<Row>(sql);
    return async (values) => {
      try {
        return await run(values);
      } catch (error) {
        throw new LevelUpError("UNAVAILABLE", { retryAfterSeconds: 1 }, { cause: error });
      }
    };
  }

  /** An attempt counts in a few counters at most, and so there are few such statements. */
  function preparedByCount<Row extends object>(sqlOf: (count: number) => string): (count: number) => Statement<Row> {
    const known = new Map<number, Statement<Row>>();
    return (count) => {
      const statement = known.get(count) ?? prepared<Row>(sqlOf(count));
      known.set(count, statement);
      return statement;
    };
  }

  async function take(counters: Counter[]): Promise<Taken[]> {
    if (counters.length === 0) return [];
    const now = clock.now();
    const rows = await takeOf(counters.length)(
      counters.flatMap(({ key, limit }) => [key, limit.burst, secondsPerHour / limit.perHour, now]),
    );
    const waits = rows.flatMap((row) => row.waitSeconds ?? []);
    if (waits.length > 0) throw new LevelUpError("RATE_LIMITED", { retryAfterSeconds: Math.max(...waits) });
    const taken = counters.flatMap((counter) => {
      const row = rows.find(({ key }) => key === counter.key.toString("hex"));
      return row?.opensAt ? [{ counter, opensAt: row.opensAt }] : [];
    });
    if (taken.length < counters.length) {
      // Another attempt closed a counter while this one waited for its row; the second look sees that.
      await refund(taken);
      return take(counters);
    }
    takenSincePurge += 1;
    if (takenSincePurge >= purgedEvery) {
      takenSincePurge = 0;
      await purge([now]);
    }
    return taken;
  }

  async function giveBack(taken: Taken[], succeeded: boolean): Promise<void> {
    if (taken.length === 0) return;
    await giveBackOf(taken.length)(
      taken.flatMap(({ counter, opensAt }) => [counter.key, opensAt, succeeded && counter.onSuccess === "clear"]),
    );
  }

  const refund = (taken: Taken[]) => giveBack(taken, false);
  return { take, refund, succeed: (taken) => giveBack(taken, true) };
}

/**
 * Forgets all that some counters hold, within the caller's transaction: those of the given keys, and those whose keys
 * lie within a range, its ends included. Returns how many there were.
 */
export async function forgetAttempts(
  em: Em,
  { exact, between }: { exact: Buffer[]; between: [first: Buffer, last: Buffer][] },
): Promise<number> {
  const ranges = [...exact.map((key) => [key, key]), ...between];
  if (ranges.length === 0) return 0;
  const condition = ranges.map(() => "key between ? and ?").join(" or ");
  const rows = await em.execute(
    `with locked as (select key from attempts where ${condition} order by key for update)
     delete from attempts where key in (select key from locked) returning key`,
    ranges.flat(),
  );
  return rows.length;
}

/** `($1::int, $2::text), ($3::int, $4::text)`: so many tuples of values of these types. */
function tuples(count: number, types: string[]): string {
  const tuple = (index: number) =>
    types.map((type, place) => `$${index * types.length + place + 1}::${type}`).join(", ");
  return Array.from({ length: count }, (_, index) => `(${tuple(index)})`).join(", ");
}

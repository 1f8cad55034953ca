import { outcomes, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";

/** Counts the writes of tokens from now on, in the database. */
async function countWrites(app: TestApp): Promise<() => Promise<number>> {
  const em = app.app.database.fork();
  await em.execute("create table writes (at timestamptz)");
  await em.execute(`create function count_write() returns trigger language plpgsql as $$
    begin insert into writes values (now()); return new; end $$`);
  await em.execute("create trigger counted after update on tokens for each row execute function count_write()");
  return async () => {
    const [row] = await rows<{ writes: number }>(app, "select count(*)::int as writes from writes");
    return row?.writes ?? 0;
  };
}

const hourMs = 60 * 60 * 1000;

async function expiryOf(app: TestApp): Promise<number> {
  const [row] = await rows<{ ms: number }>(
    app,
    "select (extract(epoch from expires_at) * 1000)::float8 as ms from tokens",
  );
  return row?.ms ?? 0;
}

test("D4: 20 calls at once make one write, in the first window and in every later one", async () => {
  await using app = await createTestApp({ settings: { tokens: { renewMinutes: 60 } } });
  const { caller } = await app.gamer();
  const writes = await countWrites(app);
  const seen: number[] = [];

  for (let window = 0; window < 3; window += 1) {
    app.clock.advance({ minutes: 59 });
    await caller.account.me();
    app.clock.advance({ minutes: 1 });
    expect(await outcomes(Array.from({ length: 20 }, () => caller.account.me()))).toEqual({ ok: 20 });
    expect(await outcomes(Array.from({ length: 20 }, () => caller.account.me()))).toEqual({ ok: 20 });
    seen.push(await writes());
  }

  expect(seen).toEqual([1, 2, 3]);
});

test("D3: slides in every window by as much as time has gone by", async () => {
  await using app = await createTestApp({ settings: { tokens: { idleDays: 30, renewMinutes: 60 } } });
  const { caller } = await app.gamer();
  const atFirst = await expiryOf(app);
  const moved: number[] = [];

  for (let window = 0; window < 3; window += 1) {
    app.clock.advance({ hours: 1 });
    await caller.account.me();
    moved.push((await expiryOf(app)) - atFirst);
  }

  expect(moved).toEqual([hourMs, 2 * hourMs, 3 * hourMs]);
});

test("D14: a use that cannot be written fails no call, is logged, and is written by the next", async () => {
  await using app = await createTestApp();
  const { caller } = await app.gamer();
  const before = await expiryOf(app);
  const em = app.app.database.fork();
  await em.execute(`create function fail() returns trigger language plpgsql as $$
    begin raise exception 'a fault on purpose'; end $$`);
  await em.execute("create trigger fault before update on tokens for each row execute function fail()");
  app.clock.advance({ hours: 2 });

  const whileFailing = await outcomes(Array.from({ length: 5 }, () => caller.account.me()));
  const unmoved = await expiryOf(app);
  await em.execute("drop trigger fault on tokens");
  const afterwards = await outcomes([caller.account.me()]);

  expect([whileFailing, afterwards]).toEqual([{ ok: 5 }, { ok: 1 }]);
  expect(app.logLines().filter((line) => line.includes("use of a token not written"))).not.toEqual([]);
  expect(unmoved).toBe(before);
  expect(await expiryOf(app)).toBe(before + 2 * hourMs);
});

test("R7: a use that a wrong clock put ten years ahead is put right by the next one", async () => {
  await using app = await createTestApp({ settings: { tokens: { idleDays: 30, hardDays: 3650 } } });
  const { caller } = await app.gamer();
  const before = await expiryOf(app);
  await app.app.database
    .fork()
    .execute("update tokens set last_used_at = last_used_at + interval '9 years', expires_at = hard_expires_at");

  await caller.account.me();

  expect(await expiryOf(app)).toBe(before);
});

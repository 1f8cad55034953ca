import { outcomes, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";

test("R6: 40 changes of one account that wait for a lock hold a quarter of the connections, and others go on", async () => {
  await using app = await createTestApp({ settings: { database: { poolSize: 8 } } });
  const { caller, account } = await app.gamer();
  const other = await app.gamer();
  const waiting = () =>
    rows(app, "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");

  const held = await app.app.database.fork().transactional(async (em) => {
    await em.execute("select 1 from users where id = ? for update", [account.id]);
    const calls = Array.from({ length: 40 }, (_, index) => caller.account.update({ firstName: `Ada ${index}` }));
    await expect.poll(waiting).toHaveLength(2);
    const others = await outcomes(
      Array.from({ length: 20 }, (_, index) => other.caller.account.update({ bio: `bio ${index}` })),
    );
    return { calls, others, waiting: await waiting() };
  });

  expect(held.others).toEqual({ ok: 20 });
  expect(held.waiting).toHaveLength(2);
  expect(await outcomes(held.calls)).toEqual({ ok: 40 });
});

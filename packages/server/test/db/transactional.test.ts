import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { Gamer } from "../../src/accounts/gamer.entity.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { toLevelUpError } from "../../src/trpc/error-mapping.ts";

const giveUp = (state: string) => `do $$ begin raise exception 'given up' using errcode = '${state}'; end $$`;

test.each(["40001", "40P01"])(
  "R23: a transaction that PostgreSQL gives up with %s is tried again, and leaves what its last try wrote",
  async (state) => {
    await using app = await createTestApp();
    const { account } = await app.gamer();
    let tries = 0;

    await app.app.database.transactional(async (em) => {
      tries += 1;
      const gamer = await em.findOneOrFail(Gamer, { user: account.id });
      gamer.bio += `try ${tries}`;
      await em.flush();
      if (tries < 3) await em.execute(giveUp(state));
    });

    expect(await rows(app, "select bio from gamers")).toEqual([{ bio: "try 3" }]);
  },
);

test.each(["40001", "40P01"])(
  "R23: one that fails with %s each time is UNAVAILABLE after a few tries",
  async (state) => {
    await using app = await createTestApp();
    let tries = 0;
    const given = app.app.database.transactional(async (em) => {
      tries += 1;
      await em.execute(giveUp(state));
    });

    const error = await given.catch(toLevelUpError);

    expect(error).toMatchObject({ code: "UNAVAILABLE", details: { retryAfterSeconds: 1 } });
    expect(tries).toBe(4);
  },
);

test("R23: a transaction that fails for another reason is not tried again", async () => {
  await using app = await createTestApp();
  let tries = 0;
  const given = app.app.database.transactional(async (em) => {
    tries += 1;
    await em.execute("select 1 / 0");
  });

  await expect(given).rejects.toThrow("division by zero");
  expect(tries).toBe(1);
});

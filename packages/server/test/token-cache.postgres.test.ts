import { describe, expect, test } from "vitest";
import { createTestApp, type TestGamer } from "../src/testing/index.ts";
import { answer, rememberedGamer } from "./remembered-gamer.ts";
import { rows } from "./support.ts";

describe("D13: what is remembered", () => {
  test("D13: is forgotten when rows come, move or all go, and where triggers are silenced", async () => {
    await using app = await createTestApp();
    const seen: string[] = [];
    async function change(gamer: TestGamer, ...statements: string[]): Promise<void> {
      await app.app.database.fork().transactional(async (em) => {
        for (const sql of statements) await em.execute(sql.replaceAll("$", String(gamer.account.id)));
      });
      await app.settle();
      seen.push(await answer(gamer));
    }

    const gamer = await rememberedGamer(app);
    await rows(app, "delete from gamers");
    await app.settle();
    await answer(gamer);
    await change(gamer, "insert into gamers (user_id, bio) values ($, 'back')");
    await change(gamer, "set local session_replication_role = replica", "update gamers set bio = 'restored'");
    const other = await rememberedGamer(app);
    await change(other, "update tokens set user_id = $ where user_id <> $");
    seen.push(await answer(gamer));
    await change(await rememberedGamer(app), "truncate gamers");
    await change(await rememberedGamer(app), "truncate tokens");
    await change(await rememberedGamer(app), "truncate users cascade");

    expect(seen).toEqual([
      "Grace, back",
      "Grace, restored",
      "Grace, old",
      "Grace, old",
      "Grace, ",
      "TOKEN_INVALID",
      "TOKEN_INVALID",
    ]);
  });

  test.each([600, 6000])("D13: is forgotten when one statement changes %d accounts", async (count) => {
    await using app = await createTestApp();
    const first = await rememberedGamer(app);
    await rows(
      app,
      `insert into users (username, username_key, password_hash, date_joined)
       select 'many-' || n, 'many-' || n, '!', now() from generate_series(1, ?) n`,
      [count],
    );
    const last = await rememberedGamer(app);
    const untouched = await rememberedGamer(app);
    await rows(app, "update users set first_name = 'Ada' where id <> ?", [untouched.account.id]);
    await app.settle();

    expect([await answer(first), await answer(last)]).toEqual(["Ada, old", "Ada, old"]);
  });

  test("D13: is nothing any more once a trigger that tells of changes is disabled", async () => {
    await using app = await createTestApp();
    await rememberedGamer(app);

    await rows(app, "alter table gamers disable trigger levelup_forget_update");

    await expect.poll(app.app.tokenCheck.cache.isOn, { timeout: 20_000 }).toBe(false);
  });
});

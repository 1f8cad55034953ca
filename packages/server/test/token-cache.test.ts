import { describe, expect, test } from "vitest";
import { createTestApp } from "../src/testing/index.ts";
import { answer, rememberedGamer } from "./remembered-gamer.ts";
import { refusalCode, rows } from "./support.ts";

test("a token that is remembered costs no query, and with TOKEN_CACHE=off nothing is remembered", async () => {
  await using app = await createTestApp();
  await using off = await createTestApp({ env: { tokenCache: { on: false } } });
  const known = await rememberedGamer(app);
  const unknown = await off.gamer();
  await unknown.caller.account.me();

  // Without the table any query for a token fails.
  for (const one of [app, off]) await rows(one, "alter table tokens rename to tokens_no_more");

  expect(await answer(known)).toBe("Grace, old");
  expect(await refusalCode(unknown.caller.account.me())).toBe("INTERNAL");
  expect(await off.app.metrics.text()).toContain('levelup_token_cache_total{outcome="off"} 2');
  const metrics = await app.app.metrics.text();
  expect(metrics).toContain('levelup_token_cache_total{outcome="hit"} 1');
  expect(metrics).toContain("levelup_token_cache_entries 1");
});

/** Each in an administrator's own SQL, past all services; `$` is the user. */
const changes: [sql: string, answer: string][] = [
  ["update users set is_active = false where id = $", "ACCOUNT_INACTIVE"],
  ["update users set first_name = 'Ada' where id = $", "Ada, old"],
  ["delete from users where id = $", "TOKEN_INVALID"],
  ["update gamers set bio = 'new' where user_id = $", "Grace, new"],
  ["delete from gamers where user_id = $", "Grace, "],
  ["delete from tokens where user_id = $", "TOKEN_INVALID"],
  ["update tokens set expires_at = '2020-01-01' where user_id = $", "TOKEN_EXPIRED"],
  ["update tokens set digest = sha256(digest) where user_id = $", "TOKEN_INVALID"],
  ["update tokens set id = -$, expires_at = '2020-01-01' where user_id = $", "TOKEN_EXPIRED"],
  [
    "with x as (delete from tokens where user_id = $ returning 1) update gamers set bio = 'x' where false",
    "TOKEN_INVALID",
  ],
];

describe("D13: what is remembered", () => {
  test("D13: is forgotten whatever changes it, in whatever way", async () => {
    await using app = await createTestApp();
    const seen: [string, string][] = [];

    for (const [sql] of changes) {
      const gamer = await rememberedGamer(app);
      await rows(app, sql.replaceAll("$", String(gamer.account.id)));
      await app.settle();
      seen.push([sql, await answer(gamer)]);
    }

    expect(seen).toEqual(changes);
  });

  test("D13: stays when a token's expiry moves on by its use, which is written a moment later", async () => {
    await using app = await createTestApp();
    const { caller, account } = await rememberedGamer(app);
    const before = await rows(app, "select expires_at from tokens where user_id = ?", [account.id]);
    app.clock.advance({ hours: 2 });
    await caller.account.me();
    await app.settle();

    const after = await rows(app, "select expires_at from tokens where user_id = ?", [account.id]);
    expect(after).not.toEqual(before);
    expect(app.app.tokenCheck.cache.size()).toBe(1);
  });
});

test("D13: a token that somebody shortens is not lengthened by a use from before", async () => {
  await using app = await createTestApp();
  const { caller, account } = await app.gamer();
  app.clock.advance({ hours: 2 });
  await caller.account.me();
  const soon = new Date(app.clock.now().getTime() + 60_000);
  await rows(app, "update tokens set expires_at = ? where user_id = ?", [soon, account.id]);

  await app.settle();
  app.clock.advance({ minutes: 1 });

  expect(await refusalCode(caller.account.me())).toBe("TOKEN_EXPIRED");
});

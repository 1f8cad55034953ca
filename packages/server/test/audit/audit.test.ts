import { outcomes, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";

test("G5: each auth event leaves one row: who, when, from where, with what outcome, in which request", async () => {
  await using app = await createTestApp();
  const { account, caller, password } = await app.gamer();
  const { username } = account;
  const login = () => app.anonymous.auth.login({ username, password });

  await app.anonymous.auth.login({ username, password: "wrong" });
  await app.anonymous.auth.login({ username: "nobody", password: "wrong" });
  const second = await login();
  await login();
  const [, other] = await caller.tokens.list();
  await caller.tokens.revoke({ id: other?.id ?? 0 });
  await caller.tokens.revokeOthers();
  await caller.account.update({ bio: "new" });
  await outcomes([caller.account.changePassword({ currentPassword: "wrong", newPassword: "another phrase" })]);
  const { token } = await caller.account.changePassword({ currentPassword: password, newPassword: "another phrase" });
  await app.as(token).auth.logout();

  const events = await rows<Record<string, unknown>>(
    app,
    "select event, outcome, user_id, address, user_agent, request_id from audit_events order by id",
  );
  expect(second.valid).toBe(true);
  expect(events.map(({ event, outcome, user_id }) => [event, outcome, user_id])).toEqual([
    ["register", "success", account.id],
    ["login", "failure", account.id],
    ["login", "failure", null],
    ["login", "success", account.id],
    ["login", "success", account.id],
    ["token_revoke", "success", account.id],
    ["token_revoke_others", "success", account.id],
    ["account_update", "success", account.id],
    ["password_change", "failure", account.id],
    ["password_change", "success", account.id],
    ["logout", "success", account.id],
  ]);
  for (const event of events) expect(event).toMatchObject({ address: "192.0.2.1", user_agent: "vitest" });
  expect(new Set(events.map((event) => event.request_id)).size).toBe(events.length);
});

test.each([
  ["auth.login", "tokens"],
  ["auth.logout", "tokens"],
  ["tokens.revokeOthers", "tokens"],
  ["account.update", "gamers"],
])("G5: %s that cannot be put on record does not happen", async (path) => {
  await using app = await createTestApp();
  const { caller, account, password } = await app.gamer({ bio: "old" });
  await app.anonymous.auth.login({ username: account.username, password });
  const state = () =>
    rows(app, "select (select json_agg(t order by id) from tokens t)::text, (select json_agg(g) from gamers g)::text");
  const before = await state();
  const em = app.app.database.fork();
  await em.execute(`create function fail() returns trigger language plpgsql as $$
    begin raise exception 'a fault on purpose'; end $$`);
  await em.execute("create trigger fault before insert on audit_events for each row execute function fail()");

  const calls: Record<string, () => Promise<unknown>> = {
    "auth.login": () => app.anonymous.auth.login({ username: account.username, password }),
    "auth.logout": () => caller.auth.logout(),
    "tokens.revokeOthers": () => caller.tokens.revokeOthers(),
    "account.update": () => caller.account.update({ bio: "new" }),
  };

  expect(await outcomes([calls[path]?.() ?? Promise.resolve()])).toEqual({ INTERNAL: 1 });
  expect(await state()).toEqual(before);
});

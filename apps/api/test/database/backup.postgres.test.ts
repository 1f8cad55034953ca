import { createSecret } from "@levelup/server";
import { createTestClock } from "@levelup/server/testing";
import { levelup } from "@levelup/test-support/cli.ts";
import { operatedServer } from "@levelup/test-support/operated-server.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { expect, test } from "vitest";
import { backUp, contentsOf, query, restore } from "./backups.ts";

/** From now, so that the tokens are alive to a server in a process of its own. */
const ofNow = { clock: createTestClock(new Date()) };

/** What a server answers to a token. */
async function status(server: { url: string }, token: string): Promise<number> {
  const response = await fetch(`${server.url}/trpc/account.me`, { headers: { authorization: `Token ${token}` } });
  return response.status;
}

/** What a server answers to a name and a password. */
async function login(server: { url: string }, credentials: { username: string; password: string }): Promise<unknown> {
  const response = await fetch(`${server.url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(credentials),
  });
  return response.json();
}

test("G9: a backup restored into an empty database differs in nothing, and a server goes on with it", async () => {
  await using app = await createTestApp(ofNow);
  const { account, password, token } = await app.gamer({ bio: "I play. 🎮" });
  const { username } = account;
  const phone = await app.anonymous.auth.login({ username, password, device: "Phone" });
  const lost = await app.anonymous.auth.login({ username, password, device: "Lost" });
  if (!phone.valid || !lost.valid) expect.fail("the gamer cannot log in");
  await app.as(lost.token).auth.logout();
  await app.anonymous.auth.login({ username, password: "not this one" });
  const original = app.app.settings.database.url?.reveal() ?? "";

  await using backup = await backUp(original);
  await using copy = await restore(backup, original);
  const restored = await contentsOf(copy.url);
  await using server = await operatedServer({ env: { DATABASE_URL: copy.url } });

  expect(restored).toBe(await contentsOf(original));
  expect(await login(server, { username, password })).toMatchObject({ valid: true });
  expect(await Promise.all([token, phone.token, lost.token].map((one) => status(server, one)))).toEqual([
    200, 200, 401,
  ]);
  expect((await server.register("newcomer")).status).toBe(200);
  const migrations = "select * from migrations order by id";
  expect(await query(copy.url, migrations)).toEqual(await query(original, migrations));
});

test("G10: restored to yesterday, tokens revoked since live again and passwords changed since are the old ones, until levelup tokens revoke --all", async () => {
  await using app = await createTestApp(ofNow);
  const stolen = await app.gamer();
  const changed = await app.gamer();
  const original = app.app.settings.database.url?.reveal() ?? "";
  await using yesterday = await backUp(original);
  const { username } = changed.account;
  const newPassword = `new ${changed.password}`;
  await stolen.caller.auth.logout();
  await changed.caller.account.changePassword({ currentPassword: changed.password, newPassword });

  await using copy = await restore(yesterday, original);
  const env = { DATABASE_URL: copy.url };
  await using server = await operatedServer({ env });
  const tokens = () => Promise.all([stolen.token, changed.token].map((token) => status(server, token)));
  expect(await tokens()).toEqual([200, 200]);
  expect(await login(server, { username, password: changed.password })).toMatchObject({ valid: true });
  expect(await login(server, { username, password: newPassword })).toEqual({ valid: false });

  expect(await levelup(["tokens", "revoke", "--all", "--yes"], { env })).toMatchObject({ code: 0 });

  expect(await tokens()).toEqual([401, 401]);
  expect(await query(copy.url, "select 1 from tokens")).toEqual([]);
  expect(await login(server, { username, password: changed.password })).toMatchObject({ valid: true });
});

test("G10: restored to yesterday, an id that was given out since is not given out again when the sequence is set", async () => {
  await using app = await createTestApp(ofNow);
  const original = app.app.settings.database.url?.reveal() ?? "";
  await using yesterday = await backUp(original);
  const { account } = await app.gamer();
  await using copy = await restore(yesterday, original);

  await query(copy.url, `select setval('users_id_seq', ${account.id})`);

  await using restored = await createTestApp({ settings: { database: { url: createSecret(copy.url) } } });
  expect((await restored.gamer()).account.id).toBe(account.id + 1);
});

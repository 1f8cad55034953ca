import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createTestClock, type TestApp } from "@levelup/server/testing";
import { levelup } from "@levelup/test-support/cli.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { expect, test } from "vitest";

const run = fileURLToPath(new URL("../../../../scripts/run.mjs", import.meta.url));

/** The environment of a command line that opens the app's database by itself. */
const envOf = ({ app }: TestApp) => ({ DATABASE_URL: app.settings.database.url?.reveal() ?? "", BCRYPT_COST: "10" });

test("a change by an operator counts at once for a running app", async () => {
  await using app = await createTestApp({ clock: createTestClock(new Date()) });
  const env = envOf(app);
  const [ada, bob, eve] = [
    await app.gamer({ username: "ada" }),
    await app.gamer({ username: "bob" }),
    await app.gamer(),
  ];
  for (const { caller } of [ada, bob, eve]) await caller.account.me();

  await levelup(["deactivate", "ada"], { env });
  const deactivated = await refusalCode(ada.caller.account.me());
  await levelup(["set-password", "bob", "--password-stdin"], { env, input: "correct horse battery staple" });
  const renewed = await refusalCode(bob.caller.account.me());
  const untouched = await eve.caller.account.me();
  await levelup(["tokens", "revoke", "--all", "--yes"], { env });
  const revoked = await refusalCode(eve.caller.account.me());

  expect([deactivated, renewed, revoked]).toEqual(["ACCOUNT_INACTIVE", "TOKEN_INVALID", "TOKEN_INVALID"]);
  expect(untouched.id).toBe(eve.account.id);
});

test("levelup tokens revoke --all waits for a locked token, and for no other", async () => {
  await using app = await createTestApp({ clock: createTestClock(new Date()) });
  const gamers = [await app.gamer(), await app.gamer(), await app.gamer()];
  const left = async () => (await rows(app, "select id from tokens")).length;
  const em = app.app.database.fork();
  await em.begin();
  await em.execute("update tokens set last_used_at = now() where id = (select min(id) from tokens)");

  const revoking = levelup(["tokens", "revoke", "--all", "--yes", "--json"], { env: envOf(app) });
  await expect.poll(left, { timeout: 10_000 }).toBe(1);
  await em.commit();

  expect((await revoking).out).toBe(`{"revoked":${gamers.length}}\n`);
  expect(await left()).toBe(0);
});

test("npm run levelup passes standard input on", async () => {
  await using app = await createTestApp({ clock: createTestClock(new Date()) });
  await app.gamer({ username: "ada" });
  const password = "correct horse battery staple";

  const child = spawn(process.execPath, [run, "levelup", "set-password", "ada", "--password-stdin"], {
    env: { PATH: process.env.PATH, ...envOf(app) },
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(password);
  const [code] = await once(child, "close");

  expect(code).toBe(0);
  expect((await app.anonymous.auth.login({ username: "ada", password })).valid).toBe(true);
});

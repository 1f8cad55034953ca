import type { TestApp } from "@levelup/server/testing";
import {
  createDjangoDatabase,
  type DjangoDatabase,
  djangoKey,
  djangoPassword,
} from "@levelup/test-support/django-database.ts";
import { vectors } from "@levelup/test-support/django-vectors.ts";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";

const login = { username: "me@me.com", password: djangoPassword };
const newPassword = "a password set here";

/** An app that has imported one user, me@me.com, whose key is `key`. */
async function imported(): Promise<{ app: TestApp; django: DjangoDatabase; key: string } & AsyncDisposable> {
  const app = await createTestApp();
  const django = createDjangoDatabase();
  const key = django.add({ id: 1, username: "me@me.com", email: "me@me.com" });
  await importInto(app, django.file);
  return {
    app,
    django,
    key,
    async [Symbol.asyncDispose]() {
      django[Symbol.dispose]();
      await app[Symbol.asyncDispose]();
    },
  };
}

async function dump(app: TestApp): Promise<unknown> {
  return rows(
    app,
    `select (select json_agg(u order by id) from users u) as users, (select json_agg(g order by id) from gamers g) as gamers,
       (select json_agg(t order by id) from tokens t) as tokens, (select json_agg(i) from imported_users i) as memory`,
  );
}

describe("an import that is repeated", () => {
  test("changes nothing where nothing changed, and says so", async () => {
    await using moved = await imported();
    const before = await dump(moved.app);
    moved.app.clock.advance({ days: 1 });

    const report = await importInto(moved.app, moved.django.file);

    expect(counted(report)).toEqual(["users: 1 unchanged", "gamers: 1 unchanged", "tokens: 1 unchanged"]);
    expect(await dump(moved.app)).toEqual(before);
  });

  test("takes new users, and what Django changed since", async () => {
    await using moved = await imported();
    const { app, django } = moved;
    django.run(`update auth_user set email = 'new@me.com', username = 'you@me.com', last_login = '2029-01-01 00:00:00',
      password = '${vectors["bcrypt $2y$"]}'; update levelupapi_gamer set bio = 'A new bio'`);
    const key = django.add({ id: 2, username: "new" });

    const report = await importInto(app, django.file);

    expect(counted(report)).toEqual([
      "users: 1 taken, 1 updated",
      "gamers: 1 taken, 1 updated",
      "tokens: 1 taken, 1 unchanged",
    ]);
    expect(await app.as(key).account.me()).toMatchObject({ username: "new" });
    expect(await app.as(moved.key).account.me()).toMatchObject({
      username: "you@me.com",
      email: "new@me.com",
      bio: "A new bio",
      lastLogin: "2029-01-01T00:00:00.000Z",
    });
    expect(await rows(app, "select password_hash from users where id = 1")).toEqual([
      { password_hash: vectors["bcrypt $2y$"] },
    ]);
  });

  test("deactivates a user that Django deactivated, even if something else was changed here", async () => {
    await using moved = await imported();
    await moved.app.as(moved.key).account.update({ lastName: "Here" });
    moved.django.run("update auth_user set is_active = 0");

    const report = await importInto(moved.app, moved.django.file);

    expect(noted(report)).toEqual([]);
    expect(await refusalCode(moved.app.as(moved.key).account.me())).toBe("ACCOUNT_INACTIVE");
    expect(await rows(moved.app, "select last_name from users")).toEqual([{ last_name: "Here" }]);
  });

  test("takes no address for confirmed that Django changed, and drops the one that waits", async () => {
    await using moved = await imported();
    const { app, django } = moved;
    await rows(app, "update users set email_verified_at = now(), pending_email = 'next@me.com' returning id");
    await importInto(app, django.file);
    const before = await rows(app, "select email_verified_at is not null as verified, pending_email from users");
    django.run("update auth_user set email = 'new@me.com'");

    await importInto(app, django.file);

    expect(before).toEqual([{ verified: true, pending_email: "next@me.com" }]);
    expect(await rows(app, "select email, email_verified_at, pending_email from users")).toEqual([
      { email: "new@me.com", email_verified_at: null, pending_email: null },
    ]);
  });

  test("leaves alone what was changed here only: profile, bio, password, last login", async () => {
    await using moved = await imported();
    const { app, django, key } = moved;
    await app.as(key).account.update({ lastName: "Here", bio: "Changed here" });
    await app.anonymous.auth.login(login);
    await app.as(key).account.changePassword({ currentPassword: djangoPassword, newPassword });
    const before = await dump(app);

    const report = await importInto(app, django.file);

    expect(counted(report)).toEqual(["users: 1 unchanged", "gamers: 1 unchanged", "tokens: 1 kept"]);
    expect(await dump(app)).toEqual(before);
  });

  test("keeps ours where both changed and says so, again and again, until --overwrite takes Django's", async () => {
    await using moved = await imported();
    const { app, django, key } = moved;
    await app.as(key).account.update({ lastName: "Here", bio: "Changed here" });
    await app.as(key).account.changePassword({ currentPassword: djangoPassword, newPassword });
    django.run(`update auth_user set email = 'django@me.com', password = '${vectors["bcrypt $2y$"]}';
      update levelupapi_gamer set bio = 'Changed in Django'`);
    const kept = [
      "users 1 kept profile_changed_here",
      "users 1 kept password_changed_here",
      "gamers 1001 kept bio_changed_here",
      "tokens of 1 kept ended_here",
    ];

    const first = await importInto(app, django.file);
    const second = await importInto(app, django.file);
    const ours = await app.anonymous.auth.login({ ...login, password: newPassword });
    const overwritten = await importInto(app, django.file, { overwrite: true });

    expect([noted(first), noted(second)]).toEqual([kept, kept]);
    expect(ours).toMatchObject({ valid: true, account: { email: "me@me.com", lastName: "Here", bio: "Changed here" } });
    expect(noted(overwritten)).toEqual(["tokens of 1 kept ended_here"]);
    expect(await app.anonymous.auth.login({ ...login, password: newPassword })).toEqual({ valid: false });
    expect(await app.anonymous.auth.login(login)).toMatchObject({
      valid: true,
      account: { email: "django@me.com", bio: "Changed in Django" },
    });
  });

  test.for(["logout", "a new password"])("D12: never brings a token back that %s ended here", async (how) => {
    await using moved = await imported();
    const { app, django, key } = moved;
    if (how === "logout") await app.as(key).auth.logout();
    else await app.as(key).account.changePassword({ currentPassword: djangoPassword, newPassword });

    const reports = [await importInto(app, django.file), await importInto(app, django.file, { overwrite: true })];

    expect(reports.map(noted)).toEqual([["tokens of 1 kept ended_here"], ["tokens of 1 kept ended_here"]]);
    expect(await refusalCode(app.as(key).account.me())).toBe("TOKEN_INVALID");
  });

  test("ends a token that Django has ended, and no other", async () => {
    await using moved = await imported();
    const { app, django, key } = moved;
    const answer = await app.anonymous.auth.login(login);
    const newKey = djangoKey();
    django.run(`update authtoken_token set key = '${newKey}'`);

    const rehearsed = await importInto(app, django.file, { dryRun: true });
    const report = await importInto(app, django.file);

    expect([rehearsed.tokensEnded, report.tokensEnded]).toEqual([1, 1]);
    expect(await refusalCode(app.as(key).account.me())).toBe("TOKEN_INVALID");
    for (const token of [newKey, answer.valid ? answer.token : ""]) {
      expect(await app.as(token).account.me()).toMatchObject({ id: 1 });
    }
  });

  test("ends the logins made here with a password that Django changed", async () => {
    await using moved = await imported();
    const { app, django, key } = moved;
    // At the cost of this app, so that the login does not rewrite it and thereby change it here.
    const { token } = await app.gamer();
    const answer = await app.anonymous.auth.login(login);
    await app.app.database.fork().execute("update users set password_hash = ? where id = 1", [vectors["bcrypt $2a$"]]);
    django.run(`update auth_user set password = '${vectors["bcrypt $2y$"]}'`);

    const report = await importInto(app, django.file);

    expect(counted(report)[0]).toBe("users: 1 updated");
    expect(await refusalCode(app.as(answer.valid ? answer.token : "").account.me())).toBe("TOKEN_INVALID");
    for (const alive of [key, token]) expect(await app.as(alive).account.me()).toBeTruthy();
  });

  test.for([
    ["a changed password", `update auth_user set password = '${vectors["bcrypt $2y$"]}'`, []],
    ["a changed e-mail", "update auth_user set email = 'new@me.com'", ["a-known-device"]],
  ] as const)("R3: makes devices unknown by %s", async ([, change, devices]) => {
    await using moved = await imported();
    await rows(moved.app, `update users set devices = '["a-known-device"]'`);
    moved.django.run(change);

    const report = await importInto(moved.app, moved.django.file);

    expect(counted(report)[0]).toBe("users: 1 updated");
    expect(await rows(moved.app, "select devices from users")).toEqual([{ devices }]);
  });

  test("does not bring back a user that was deleted here, and names those that Django deleted", async () => {
    await using moved = await imported();
    const { app, django } = moved;
    django.add({ id: 2, username: "gone in Django", bio: null, key: null });
    await importInto(app, django.file);
    await app.app.database.fork().execute("delete from users where id = 1");
    django.run("delete from auth_user where id = 2");

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual([
      "users 1 kept deleted_here",
      "gamers 1001 refused user_missing",
      "tokens of 1 refused user_missing",
      "users 2 kept gone_in_django",
    ]);
    expect(await rows(app, "select id from users")).toEqual([{ id: 2 }]);
  });

  test("keeps account and token of a user that it refuses this time: Django did not delete that user", async () => {
    await using moved = await imported();
    const { app, django, key } = moved;
    django.add({ id: 2, username: "b", bio: null, key: null });
    await importInto(app, django.file);
    django.run("update auth_user set password = 'md5$x$x' where id = 1");
    django.add({ id: 3_000_000_000, username: "far", bio: null, key: null });

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual(["users 1 refused password_unknown_algorithm", "users 3000000000 refused bad_id"]);
    expect(counted(report)[2]).toBe("tokens: 1 unchanged");
    expect(await app.as(key).account.me()).toMatchObject({ id: 1 });
  });

  test("does not give away a name that another account has here", async () => {
    await using moved = await imported();
    const { app, django, key } = moved;
    await app.gamer({ username: "Grace" });
    django.run("update auth_user set username = 'grace', email = 'new@me.com'");
    django.add({ id: 90, username: "GRACE" });

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual([
      "users 1 kept username_changed_here",
      "users 90 refused username_taken",
      "gamers 1090 refused user_missing",
      "tokens of 90 refused user_missing",
    ]);
    expect(await app.as(key).account.me()).toMatchObject({ username: "me@me.com", email: "new@me.com" });
  });
});

describe("an account that is here already", () => {
  test.for([
    ["of the same name", ""],
    ["of the same name, in a project without dates", "alter table auth_user drop column date_joined"],
  ] as const)("under the same id gets nothing of a Django user %s", async ([, change]) => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const { account, token } = await app.gamer({ username: "me@me.com" });
    const key = django.add({ id: account.id, username: "me@me.com" });
    django.run(`update levelupapi_gamer set id = 77; ${change}`);

    const report = await importInto(app, django.file, { overwrite: true });

    expect(noted(report)).toEqual([
      `users ${account.id} refused id_taken`,
      "gamers 77 refused user_missing",
      `tokens of ${account.id} refused user_missing`,
    ]);
    expect(await refusalCode(app.as(key).account.me())).toBe("TOKEN_INVALID");
    expect(await app.as(token).account.me()).toEqual(account);
  });

  test("of another name is not an imported one, were it made in the same instant", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const { account } = await app.gamer({ username: "one" });
    django.add({ id: account.id, username: "another", dateJoined: app.clock.now().toISOString() });

    const report = await importInto(app, django.file);

    expect(noted(report)[0]).toBe(`users ${account.id} refused id_taken`);
  });

  test("is not taken for another project's user of the same id", async () => {
    await using moved = await imported();
    using other = createDjangoDatabase();
    const key = other.add({ id: 1, username: "other", dateJoined: "2022-02-02 02:02:02" });

    using both = createDjangoDatabase();
    both.add({ id: 1, username: "other", dateJoined: "2022-02-02 02:02:02" });
    moved.django.add({ id: 2, username: "b" });
    both.add({ id: 2, username: "b" });
    await importInto(moved.app, moved.django.file);

    await expect(importInto(moved.app, other.file, { overwrite: true })).rejects.toThrow("none of the users");
    const report = await importInto(moved.app, both.file, { overwrite: true });

    expect(noted(report)[0]).toBe("users 1 refused id_taken");
    expect(await refusalCode(moved.app.as(key).account.me())).toBe("TOKEN_INVALID");
  });
});

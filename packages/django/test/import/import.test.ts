import { createDjangoDatabase, djangoPassword } from "@levelup/test-support/django-database.ts";
import { vectors } from "@levelup/test-support/django-vectors.ts";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { rowCounts, rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";

/** A time in UTC, to the microsecond. */
function time(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as ${column}`;
}

describe("an import from Django", () => {
  test("keeps ids, hashes, names, flags and dates to the microsecond", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 41, username: "me@me.com", email: "me@me.com", lastLogin: "2021-01-02 03:04:05", bio: "Me" });
    django.run("update auth_user set is_staff = 1, is_superuser = 1");

    await importInto(app, django.file);

    const [user] = await rows(
      app,
      `select id, username, username_key, email, password_hash, first_name, last_name, is_active, is_staff, is_superuser,
         ${time("date_joined")}, ${time("last_login")} from users`,
    );
    expect(user).toEqual({
      id: 41,
      username: "me@me.com",
      username_key: "me@me.com",
      email: "me@me.com",
      password_hash: vectors["bcrypt $2a$"],
      first_name: "Grace",
      last_name: "Gamer",
      is_active: true,
      is_staff: true,
      is_superuser: true,
      date_joined: "2020-08-28 13:24:27.172345",
      last_login: "2021-01-02 03:04:05.000000",
    });
    expect(await rows(app, "select id, user_id, bio from gamers")).toEqual([{ id: 1041, user_id: 41, bio: "Me" }]);
  });

  test("C6: keeps every password: the old one logs in", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "me@me.com" });

    await importInto(app, django.file);

    const login = { username: "ME@me.com", password: djangoPassword };
    expect(await app.anonymous.auth.login(login)).toMatchObject({ valid: true, account: { id: 1 } });
  });

  test("D12: keeps everyone logged in: a key is accepted, and expires as if it were used now", async () => {
    await using app = await createTestApp({ settings: { tokens: { idleDays: 30, hardDays: 365 } } });
    using django = createDjangoDatabase();
    const key = django.add({ id: 1, username: "me@me.com" });

    await importInto(app, django.file);
    const [token] = await rows(
      app,
      `select last_used_at, ${time("created_at")}, ${time("expires_at")}, ${time("hard_expires_at")} from tokens`,
    );
    app.clock.advance({ days: 30, ms: -1 });

    expect(await app.as(key).account.me()).toMatchObject({ id: 1, bio: "A bio" });
    expect(token).toEqual({
      last_used_at: null,
      created_at: "2020-08-29 13:24:27.172000",
      expires_at: "2030-01-31 00:00:00.000000",
      hard_expires_at: "2031-01-01 00:00:00.000000",
    });
  });

  test("R51: gives a key the life that the settings of the import say, up to ten years", async () => {
    await using app = await createTestApp({ settings: { tokens: { idleDays: 3650, hardDays: 3650 } } });
    using django = createDjangoDatabase();
    const key = django.add({ id: 1, username: "me@me.com" });

    await importInto(app, django.file);
    app.clock.advance({ days: 3649 });

    expect(await app.as(key).account.me()).toMatchObject({ id: 1 });
  });

  test("D1: neither the database nor the report holds a key, nor the report a hash", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const key = django.add({ id: 1, username: "me@me.com" });
    django.add({ id: 2, username: "refused", password: "md5$canary$canary", key: `canary${key.slice(6)}` });

    const report = await importInto(app, django.file);

    const dump = await rows(
      app,
      "select (select json_agg(t) from tokens t), (select json_agg(i) from imported_tokens i)",
    );
    expect(JSON.stringify([dump, report])).not.toContain(key.slice(6));
    expect(JSON.stringify(report)).not.toContain("canary");
    expect(counted(report)).toEqual([
      "users: 1 taken, 1 refused",
      "gamers: 1 taken, 1 refused",
      "tokens: 1 taken, 1 refused",
    ]);
  });

  test("moves the sequences on: the next registration gets new ids", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 7000, username: "me@me.com" });

    await importInto(app, django.file);

    const { account } = await app.gamer();
    expect([account.id, await rows(app, "select max(id)::int as id from gamers")]).toEqual([7001, [{ id: 8001 }]]);
  });

  test("G5: records one audit event, and a dry run none", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "me@me.com" });

    await importInto(app, django.file, { dryRun: true });
    await importInto(app, django.file);

    expect(await rows(app, "select event, outcome, user_id from audit_events")).toEqual([
      { event: "django_import", outcome: "success", user_id: null },
    ]);
  });

  test("takes more rows than it reads at once", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.run(`with recursive n(n) as (select 1 union all select n + 1 from n where n < 4500)
      insert into auth_user select n, '!', null, 0, 'gamer' || n, '', '', 0, 1, '2020-08-28 13:24:27', '' from n`);

    const report = await importInto(app, django.file);

    expect(counted(report)[0]).toBe("users: 4500 taken");
    expect(await rows(app, "select count(distinct id)::int as ids, max(id) as last from users")).toEqual([
      { ids: 4500, last: 4500 },
    ]);
  });
});

describe("an import takes", () => {
  test("users without gamer or token, without e-mail, and with one that others have", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a", bio: null, key: null });
    django.add({ id: 2, username: "b", email: "same@me.com" });
    django.add({ id: 3, username: "c", email: "same@me.com" });

    const report = await importInto(app, django.file);

    expect(counted(report)).toEqual(["users: 3 taken", "gamers: 2 taken", "tokens: 2 taken"]);
    expect(noted(report)).toEqual([]);
  });

  test("an account without a password, which no login is valid for", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "unusable", password: "!kQzn9Wy8lqnVQ4bWqE9x0c1vJtYx5w1pD8bD2c3a" });

    const report = await importInto(app, django.file);

    expect(counted(report)[0]).toBe("users: 1 taken");
    expect(await app.anonymous.auth.login({ username: "unusable", password: "" })).toEqual({ valid: false });
  });

  test("a username with a space, which the original allows, and one in another form, which it reports", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "Grace Gamer" });
    django.add({ id: 2, username: "ｍe@me.com" });

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual(["users 2 changed username_normalized"]);
    expect(await rows(app, "select username from users order by id")).toEqual([
      { username: "Grace Gamer" },
      { username: "me@me.com" },
    ]);
    for (const username of ["grace gamer", "ｍe@me.com"]) {
      expect(await app.anonymous.auth.login({ username, password: djangoPassword })).toMatchObject({ valid: true });
    }
  });

  test("a bio beyond the original's 50 characters, up to our 10,000", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a", bio: "𠮷".repeat(10_000) });
    django.add({ id: 2, username: "b", bio: "x".repeat(10_001) });

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual(["gamers 1002 refused too_long"]);
    expect(counted(report)).toEqual(["users: 2 taken", "gamers: 1 taken, 1 refused", "tokens: 2 taken"]);
  });

  test("times without a fraction, without an offset and with one, each as the instant that it is", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const times = ["2020-01-15 12:00:00", "2020-07-15T12:00:00.5", "2020-07-15 12:00:00+00:00", "2020-07-15T12:00:00Z"];
    times.forEach((dateJoined, index) => {
      django.add({ id: index + 1, username: `gamer${index}`, dateJoined });
    });

    await importInto(app, django.file, { timeZone: "Europe/Berlin" });

    expect(await rows(app, `select ${time("date_joined")} from users order by id`)).toEqual([
      { date_joined: "2020-01-15 11:00:00.000000" },
      { date_joined: "2020-07-15 10:00:00.500000" },
      { date_joined: "2020-07-15 12:00:00.000000" },
      { date_joined: "2020-07-15 12:00:00.000000" },
    ]);
  });
});

describe("a dry run", () => {
  test("says what the import would say, and writes nothing", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a" });
    django.add({ id: 2, username: "A" });
    django.add({ id: 3, username: "b", password: "md5$x$x" });

    const rehearsed = await importInto(app, django.file, { dryRun: true });
    const counts = await rowCounts(app);
    const sequence = await rows(app, "select is_called from users_id_seq");
    const done = await importInto(app, django.file);

    expect(counts).toEqual({ users: 0, gamers: 0, tokens: 0, audit_events: 0 });
    expect(sequence).toEqual([{ is_called: false }]);
    expect({ ...rehearsed, dryRun: false }).toEqual(done);
    expect(noted(done)).toHaveLength(6);
  });
});

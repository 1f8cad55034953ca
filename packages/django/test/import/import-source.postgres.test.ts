import type { TestApp } from "@levelup/server/testing";
import { djangoHash, djangoKey, djangoPassword, djangoTables } from "@levelup/test-support/django-database.ts";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { expect, test } from "vitest";
import { defaultNames } from "../../src/import/source.ts";

/** Makes Django's tables in the app's own database, with me@me.com, and returns the URL and the token's key. */
async function djangoBeside({ app }: TestApp): Promise<{ url: string; key: string }> {
  const em = app.database.fork();
  const key = djangoKey();
  for (const statement of djangoTables.split(";")) await em.execute(statement);
  await em.execute(`insert into auth_user (id, password, is_superuser, username, last_name, email, is_staff, is_active,
      date_joined, first_name) values (7, '${djangoHash}', false, 'me@me.com', 'Gamer', '', true, true,
      '2020-08-28 15:24:27.172345+02', 'Zoë')`);
  await em.execute("insert into levelupapi_gamer values (8, 'Me', 7)");
  await em.execute(`insert into authtoken_token values ('${key}', '2020-08-29 13:24:27Z', 7)`);
  return { url: app.settings.database.url?.reveal() ?? "", key };
}

test("Django's PostgreSQL database is taken, also when it is the one that ours is in", async () => {
  await using app = await createTestApp();
  const { url, key } = await djangoBeside(app);

  const report = await importInto(app, url);

  expect(counted(report)).toEqual(["users: 1 taken", "gamers: 1 taken", "tokens: 1 taken"]);
  expect(report.source).toBe(url.replace(/\/\/.*@/, "//"));
  expect(await app.as(key).account.me()).toMatchObject({ id: 7, firstName: "Zoë", bio: "Me" });
  const login = { username: "me@me.com", password: djangoPassword };
  expect(await app.anonymous.auth.login(login)).toMatchObject({ valid: true });
  expect(
    await rows(
      app,
      `select u.is_staff, u.is_superuser from users u join auth_user d on d.id = u.id and d.date_joined = u.date_joined`,
    ),
  ).toEqual([{ is_staff: true, is_superuser: false }]);
});

test("a database with more rows than one fetch, in a schema of its own, with times without a zone", async () => {
  await using app = await createTestApp();
  const { url } = await djangoBeside(app);
  const em = app.app.database.fork();
  await em.execute('create schema "My game"');
  await em.execute(`create table "My game".player as select n::bigint as id, 'player ' || n as username, '!' as password,
    timestamp '2020-07-15 12:00:00.123456' as date_joined from generate_series(1, 4500) n`);
  await em.execute(`insert into "My game".player values (3000000000, 'far', '!', 'infinity')`);
  const tables = { ...defaultNames.tables, users: "My game.player" };

  const report = await importInto(app, url, { names: { ...defaultNames, tables }, timeZone: "Europe/Berlin" });

  expect(counted(report)[0]).toBe("users: 4500 taken, 1 refused");
  expect(noted(report)).toContain("users 3000000000 refused bad_id");
  expect(
    await rows(app, "select distinct to_char(date_joined at time zone 'UTC', 'HH24:MI:SS.US') as t from users"),
  ).toEqual([{ t: "10:00:00.123456" }]);
});

test("allauth's verified addresses are taken from a table of PostgreSQL", async () => {
  await using app = await createTestApp();
  const { url } = await djangoBeside(app);
  const em = app.app.database.fork();
  await em.execute("update auth_user set email = 'me@me.com'");
  await em.execute(`create table account_emailaddress as select 1 as id, id as user_id, email, true as verified,
    true as "primary" from auth_user`);
  const tables = { ...defaultNames.tables, emails: "account_emailaddress" };

  const report = await importInto(app, url, { names: { ...defaultNames, tables } });

  expect(counted(report)[3]).toBe("emails: 1 taken");
  expect(await rows(app, "select email from users where email_verified_at is not null")).toEqual([
    { email: "me@me.com" },
  ]);
});

test("a user that a repeated import refuses does not count as deleted in Django", async () => {
  await using app = await createTestApp();
  const { url } = await djangoBeside(app);
  const em = app.app.database.fork();
  await em.execute(`insert into auth_user select 9, '!', null, false, 'b', '', '', false, true, now(), ''`);
  await importInto(app, url);
  await em.execute("update auth_user set password = 'md5$x$x' where id = 7");

  expect(noted(await importInto(app, url))).toEqual(["users 7 refused password_unknown_algorithm"]);
});

test("a database without a table of users is refused, and tables that may be meant are named", async () => {
  await using app = await createTestApp();
  const { url } = await djangoBeside(app);
  await app.app.database.fork().execute("alter table auth_user rename to members");

  await expect(importInto(app, url)).rejects.toMatchObject({
    message: "the source has no table auth_user.",
    remedy: "Name it by --users-table; members has the columns.",
  });
});

test("R22: a view is not read, which may be a query without end", async () => {
  await using app = await createTestApp();
  const { url } = await djangoBeside(app);
  const em = app.app.database.fork();
  await em.execute("alter table auth_user rename to members");
  await em.execute("create view auth_user as select m.* from members m, generate_series(1, 1000000000000)");

  await expect(importInto(app, url)).rejects.toMatchObject({
    message: "auth_user is a view.",
    remedy: "Only tables are read: name the table behind it.",
  });
});

test("a table may be named with its schema, also where it needs none", async () => {
  await using app = await createTestApp();
  const { url } = await djangoBeside(app);
  const tables = { ...defaultNames.tables, users: "public.auth_user" };

  const report = await importInto(app, url, { names: { ...defaultNames, tables } });

  expect(counted(report)[0]).toBe("users: 1 taken");
});

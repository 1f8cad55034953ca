import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestApp } from "@levelup/server/testing";
import { createDjangoDatabase, djangoHash, djangoKey } from "@levelup/test-support/django-database.ts";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";
import { defaultNames } from "../../src/import/source.ts";

const uuid = "0a1b2c3d-0000-4000-8000-000000000000";

async function importFixture(app: TestApp, objects: object[], names = defaultNames) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "dump.json");
  writeFileSync(file, JSON.stringify(objects));
  return await importInto(app, file, { names });
}

const user = { model: "auth.user", pk: 1, fields: { username: "ada", password: djangoHash, groups: [3], phone: "" } };

describe("tokens of a model with a primary key and a key", () => {
  test("R48: are taken from fixtures by their key", async () => {
    await using app = await createTestApp();
    const key = djangoKey();

    const report = await importFixture(app, [user, { model: "authtoken.token", pk: 7, fields: { key, user: 1 } }]);

    expect(counted(report)[2]).toBe("tokens: 1 taken");
    expect(await app.as(key).account.me()).toMatchObject({ username: "ada" });
  });

  test("R48: are taken from a database by their key", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const key = djangoKey();
    django.add({ id: 1, username: "ada", key: null });
    django.run(`drop table authtoken_token; create table accounts_apitoken (id integer primary key, key text,
      user_id integer, name text); insert into accounts_apitoken values (7, '${key}', 1, 'laptop')`);
    const names = { ...defaultNames, tables: { ...defaultNames.tables, tokens: "accounts_apitoken" } };

    const report = await importInto(app, django.file, { names });

    expect(await app.as(key).account.me()).toMatchObject({ username: "ada" });
    expect(report.leftAlone).toEqual(["columns of accounts_apitoken: id, name"]);
  });
});

describe("UUID keys", () => {
  test("R48: are named as such, in fixtures and in databases", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.run(`drop table levelupapi_gamer; drop table authtoken_token; drop table auth_user;
      create table auth_user (id char(32) primary key, username text, password text);
      insert into auth_user values ('${uuid.replaceAll("-", "")}', 'ada', '!')`);

    const database = await importInto(app, django.file);
    const fixture = await importFixture(app, [
      { ...user, pk: uuid },
      { model: "authtoken.token", pk: djangoKey(), fields: { user: uuid } },
    ]);

    expect(noted(database)).toEqual([`users ${uuid.replaceAll("-", "")} refused uuid_id`]);
    expect(noted(fixture)).toEqual([`users ${uuid} refused uuid_id`, `tokens of ${uuid} refused uuid_id`]);
    expect(fixture.notes[0]?.message).toBe(
      "Its id is a UUID. Ids are whole numbers here, so such a project cannot be moved as it is.",
    );
  });
});

describe("packages that keep accounts or tokens", () => {
  test.for([
    ["knox_authtoken", "django-rest-knox"],
    ["token_blacklist_outstandingtoken", "djangorestframework-simplejwt"],
    ["account_emailaddress", "django-allauth"],
    ["socialaccount_socialaccount", "django-allauth's social accounts"],
    ["oauth2_provider_accesstoken", "django-oauth-toolkit"],
    ["otp_totp_totpdevice", "django-otp"],
    ["mfa_authenticator", "allauth.mfa"],
  ] as const)("R48: %s is named, with what it means", async ([table, name]) => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "ada" });
    django.run(`create table ${table} (id integer primary key)`);
    const model = table.replace(/_(?=[a-z]+$)/, ".");

    const database = await importInto(app, django.file);
    const fixture = await importFixture(app, [user, { model, pk: 1, fields: {} }]);

    for (const { packages } of [database, fixture]) {
      expect(packages).toEqual([expect.stringMatching(new RegExp(`^${name}: .*\\.$`))]);
    }
  });

  test("R48: knox's table, named as the one of the tokens, is refused with its reason", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "ada" });
    django.run("create table knox_authtoken (digest text primary key, token_key text, user_id integer)");
    const names = { ...defaultNames, tables: { ...defaultNames.tables, tokens: "knox_authtoken" } };

    await expect(importInto(app, django.file, { names })).rejects.toMatchObject({
      message: "the table knox_authtoken has no column key.",
      remedy: expect.stringContaining("digests that only knox can check"),
    });
  });
});

test("R48: a custom user model without username is suggested, with the option that it needs", async () => {
  await using app = await createTestApp();
  using django = createDjangoDatabase();
  django.run(`drop table auth_user;
    create table accounts_user (id integer primary key, password text, email text)`);

  await expect(importInto(app, django.file)).rejects.toMatchObject({
    remedy: "Name it by --users-table; accounts_user (with --username-column) has the columns.",
  });
});

test("R46: fixtures name the models and fields that were left alone, and the models that are not there", async () => {
  await using app = await createTestApp();
  const event = { model: "levelupapi.event", pk: 1, fields: {} };

  const { absent, leftAlone } = await importFixture(app, [user, event, { ...event, pk: 2 }]);

  expect(leftAlone).toEqual(["fields of auth.user: groups", "models: levelupapi.event (2)"]);
  expect(absent).toEqual([
    "gamers: the fixtures have no object of the model levelupapi.gamer.",
    "tokens: the fixtures have no object of the model authtoken.token.",
  ]);
});

test.for([
  [
    "view",
    "create view auth_user as with recursive n(n) as (select 1 union all select n from n) select n as id, '' as username, '' as password from n",
  ],
  ["virtual table", "create virtual table auth_user using fts5(id, username, password)"],
] as const)("R22: a %s is not read", async ([, create]) => {
  await using app = await createTestApp();
  using django = createDjangoDatabase();
  django.run(`drop table auth_user; ${create}`);

  await expect(importInto(app, django.file)).rejects.toThrow("auth_user is a view.");
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestApp } from "@levelup/server/testing";
import { createDjangoDatabase, djangoHash } from "@levelup/test-support/django-database.ts";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";
import { defaultNames } from "../../src/import/source.ts";

const key = "fa2eba9be8282d595c997ee5cd49f2ed31f65bed";
const user = {
  model: "auth.user",
  pk: 1,
  fields: { username: "me@me.com", password: djangoHash, date_joined: "2020-08-28T13:24:27.172Z", groups: [] },
};
const gamer = { model: "levelupapi.gamer", pk: 2, fields: { user: 1, bio: "// Me" } };
const token = { model: "authtoken.token", pk: key, fields: { user: 1, created: "2020-08-29T13:24:27.172Z" } };
const group = { model: "auth.group", pk: 1, fields: { name: "players" } };

/** Writes files into a folder and imports them. */
async function importFiles(app: TestApp, files: Record<string, string>, options?: Parameters<typeof importInto>[2]) {
  await using folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return await importInto(
    app,
    Object.keys(files).map((name) => join(folder.path, name)),
    options,
  );
}

describe("fixtures of dumpdata are taken", () => {
  test.for<[string, Record<string, string>]>([
    ["one file", { "dump.json": JSON.stringify([group, token, gamer, user]) }],
    [
      "one a model, those that point at users first",
      {
        "tokens.json": JSON.stringify([token]),
        "gamers.json": JSON.stringify([gamer]),
        "users.json": JSON.stringify([user]),
      },
    ],
    ["JSONL", { "dump.jsonl": [token, group, gamer, user].map((object) => JSON.stringify(object)).join("\n") }],
    [
      "with lines of comment",
      {
        "dump.json": `// users\n[\n  // all\n${[user, gamer, token].map((object) => JSON.stringify(object)).join(",\n")}]`,
      },
    ],
    ["with a byte order mark", { "dump.json": `\ufeff${JSON.stringify([user, gamer, token])}` }],
  ])("as %s", async ([, files]) => {
    await using app = await createTestApp();

    const report = await importFiles(app, files);

    expect(counted(report)).toEqual(["users: 1 taken", "gamers: 1 taken", "tokens: 1 taken"]);
    expect(await app.as(key).account.me()).toMatchObject({ id: 1, username: "me@me.com", bio: "// Me" });
  });

  test("a part at a time: what is not in one of them is no sign that Django ended it", async () => {
    await using app = await createTestApp();

    await importFiles(app, { "users.json": JSON.stringify([user]) });
    const tokens = await importFiles(app, { "tokens.json": JSON.stringify([token]) });
    const gamers = await importFiles(app, { "gamers.json": JSON.stringify([gamer]) });

    expect([counted(tokens)[2], counted(gamers)[1]]).toEqual(["tokens: 1 taken", "gamers: 1 taken"]);
    expect(await app.as(key).account.me()).toMatchObject({ id: 1, bio: "// Me" });
  });

  test("with a row that comes twice: the later one counts, as loaddata has it", async () => {
    await using app = await createTestApp();
    const later = { ...user, fields: { ...user.fields, email: "later@me.com" } };

    const report = await importFiles(app, { "dump.json": JSON.stringify([user, later]) });

    expect(noted(report)).toEqual(["users 1 refused twice"]);
    expect(await rows(app, "select email from users")).toEqual([{ email: "later@me.com" }]);
  });

  test("but for rows that have natural keys, which do not say which user is meant", async () => {
    await using app = await createTestApp();
    const { pk: _, ...natural } = user;
    const owned = { ...gamer, fields: { user: ["me@me.com"] } };

    const report = await importFiles(app, { "dump.json": JSON.stringify([natural, owned]) });

    expect(report.notes.map(({ reason, message }) => [reason, message])).toEqual([
      ["bad_id", "It has no id. Dump without --natural-primary."],
      ["bad_id", "Its user_id is a natural key. Dump without --natural-foreign."],
    ]);
  });

  test("of a custom user model, by its name", async () => {
    await using app = await createTestApp();
    const { username: email, ...fields } = user.fields;
    const custom = { model: "accounts.Member", pk: 1, fields: { ...fields, email } };
    const models = { ...defaultNames.models, users: "accounts.member" };

    await importFiles(
      app,
      { "dump.json": JSON.stringify([custom]) },
      {
        names: { ...defaultNames, models },
        usernameColumn: "email",
      },
    );

    expect(await rows(app, "select username, email from users")).toEqual([
      { username: "me@me.com", email: "me@me.com" },
    ]);
  });

  test.for<[string, string]>([
    ["broken JSON", "[{"],
    ["no list", '"text"'],
    ["objects of another kind", '[{"name": "secret"}]'],
    ["a broken line", `${JSON.stringify(user)}\n{"secret`],
  ])("but not %s, which is said without quoting it", async ([, text]) => {
    await using app = await createTestApp();

    const failure = await importFiles(app, { "dump.json": text }).catch((error: Error) => error.message);

    expect(failure).toMatch(/dump\.json.* is not what dumpdata writes\.$/);
    expect(failure).not.toContain("secret");
    expect(await rows(app, "select id from users")).toEqual([]);
  });
});

describe("an SQLite database is taken", () => {
  test("with other tables, by their names, columns in any order, unknown and missing ones too", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.run(`drop table levelupapi_gamer; drop table authtoken_token; drop table auth_user;
      create table accounts_user (password text, shoe_size int, email text, id integer primary key);
      create table game_gamer (user_id int, id integer primary key);
      create table accounts_token (user_id int, "key" text);
      insert into accounts_user values ('${djangoHash}', 42, 'me@me.com', 1);
      insert into game_gamer values (1, 2); insert into accounts_token values (1, '${key}')`);

    const report = await importInto(app, django.file, {
      names: {
        ...defaultNames,
        tables: { users: "accounts_user", gamers: "game_gamer", tokens: "accounts_token" },
        usernameColumn: "email",
      },
      usernameColumn: "email",
    });

    expect(counted(report)).toEqual(["users: 1 taken", "gamers: 1 taken", "tokens: 1 taken"]);
    expect(await app.as(key).account.me()).toEqual({
      id: 1,
      username: "me@me.com",
      email: "me@me.com",
      emailVerified: false,
      firstName: "",
      lastName: "",
      bio: "",
      dateJoined: app.clock.now().toISOString(),
      lastLogin: null,
    });
    expect(
      counted(
        await importInto(app, django.file, {
          names: {
            ...defaultNames,
            tables: { ...defaultNames.tables, users: "accounts_user" },
            usernameColumn: "email",
          },
          usernameColumn: "email",
        }),
      ),
    ).toEqual(["users: 1 unchanged", "gamers: ", "tokens: "]);
  });

  test("without gamers and tokens, if they were not asked for by name", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a", bio: null, key: null });
    django.run("drop table levelupapi_gamer; drop table authtoken_token");

    const report = await importInto(app, django.file);
    const named = { ...defaultNames, tables: { ...defaultNames.tables, tokens: "tokens" } };

    expect(report.absent).toEqual([
      "gamers: the source has no table levelupapi_gamer.",
      "tokens: the source has no table authtoken_token.",
    ]);
    await expect(importInto(app, django.file, { names: named })).rejects.toThrow("no table tokens");
  });

  test("not without users: it says which tables may be meant, or which column is missing", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.run("alter table auth_user rename to accounts_user");
    await expect(importInto(app, django.file)).rejects.toMatchObject({
      remedy: "Name it by --users-table; accounts_user has the columns.",
    });

    django.run("alter table accounts_user rename to auth_user; alter table auth_user rename username to login");
    await expect(importInto(app, django.file)).rejects.toThrow("the table auth_user has no column username");
  });

  test("not when it is empty, which would end every token that was imported", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();

    await expect(importInto(app, django.file)).rejects.toThrow("holds no users");
  });
});

test.for<[string, string[], string]>([
  ["nothing by that name", ["/nowhere/db.sqlite3"], "/nowhere/db.sqlite3 cannot be read."],
  ["a folder", ["/tmp"], "/tmp cannot be read."],
  ["another database's URL", ["mysql://me:secret@host/app"], "the only URL that can be imported is a postgres:// one."],
  ["two databases", ["postgres://a/b", "postgres://a/c"], "a database comes alone."],
  [
    "a server that is not there",
    ["postgres://me:secret@127.0.0.1:1/app"],
    "PostgreSQL at 127.0.0.1:1 cannot be reached.",
  ],
])("an import of %s is refused in a sentence, without a password", async ([, sources, message]) => {
  await using app = await createTestApp();

  await expect(importInto(app, sources)).rejects.toMatchObject({ name: "StartError", message });
});

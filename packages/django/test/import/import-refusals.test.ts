import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDjangoDatabase, djangoKey } from "@levelup/test-support/django-database.ts";
import { vectors } from "@levelup/test-support/django-vectors.ts";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { refusalCode, rowCounts, rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("an import refuses, with a note,", () => {
  test.for([
    ["bcrypt at cost 31", vectors.bcrypt.replace("$12$", "$31$"), "password_cost_out_of_bounds"],
    ["an unknown algorithm", "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99", "password_unknown_algorithm"],
    ["an edited hash", vectors["pbkdf2_sha256 at 216000"].slice(0, -3), "password_malformed"],
  ])("C8: %s, with the user's gamer and token", async ([, password, reason]) => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a" });
    django.add({ id: 2, username: "b", password });

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual([
      `users 2 refused ${reason}`,
      "gamers 1002 refused user_missing",
      "tokens of 2 refused user_missing",
    ]);
    expect(await rowCounts(app)).toMatchObject({ users: 1, gamers: 1, tokens: 1 });
  });

  test("of usernames that differ in case only, each but that of the lowest id", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 3, username: "ME@me.com", key: null, bio: null });
    django.add({ id: 1, username: "Me@me.com", key: null, bio: null });
    django.add({ id: 2, username: "me@me.com", key: null, bio: null });

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual(["users 2 refused username_taken", "users 3 refused username_taken"]);
    expect(report.notes[0]?.message).toContain("User 1 has this username");
  });

  test.for([
    ["empty", "", "username_empty"],
    ["with a zero-width character", "m\u200be", "username_invisible"],
    ["with a line break", "me\nyou", "username_invisible"],
    ["of 151 characters", "𠮷".repeat(151), "too_long"],
  ] as const)("a username %s", async ([, username, reason]) => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username, bio: null, key: null });

    expect(noted(await importInto(app, django.file))).toEqual([`users 1 refused ${reason}`]);
  });

  test("a token that Django REST Framework did not make, and rows whose user is not there", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const shouted = djangoKey().toUpperCase().replace(/^./, "A");
    django.add({ id: 1, username: "a", key: shouted });
    django.add({ id: 2, username: "b", key: "short" });
    django.add({ id: 3, username: "c" });
    django.run("pragma foreign_keys = off; delete from auth_user where id = 3");

    const report = await importInto(app, django.file);

    expect(noted(report)).toEqual([
      "tokens of 1 refused not_a_key",
      "tokens of 2 refused not_a_key",
      "gamers 1003 refused user_missing",
      "tokens of 3 refused user_missing",
    ]);
    expect(await refusalCode(app.as(shouted).account.me())).toBe("TOKEN_INVALID");
  });

  test("B4: a text with NUL or half a surrogate pair, which PostgreSQL cannot store", async () => {
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    const file = join(folder.path, "users.json");
    const names = ["nul\0", "half\ud800", "whole"];
    writeFileSync(
      file,
      JSON.stringify(
        names.map((name, index) => ({
          model: "auth.user",
          pk: index + 1,
          fields: { username: `user${index}`, password: "!", first_name: name },
        })),
      ),
    );

    const report = await importInto(app, file);

    expect(noted(report)).toEqual(["users 1 refused bad_text", "users 2 refused bad_text"]);
    expect(counted(report)[0]).toBe("users: 1 taken, 2 refused");
  });

  test("an id, a flag or a time that Django does not write", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 3_000_000_000, username: "a", bio: null, key: null });
    django.add({ id: 2, username: "b", bio: null, key: null });
    django.add({ id: 3, username: "c", dateJoined: "2021-02-30 12:00:00", bio: null, key: null });
    django.run("update auth_user set is_active = 'perhaps' where id = 2");

    expect(noted(await importInto(app, django.file))).toEqual([
      "users 2 refused bad_flag",
      "users 3 refused bad_time",
      "users 3000000000 refused bad_id",
    ]);
  });

  test.for([
    ["a first joining", "date_joined", "0001-01-01 00:00:00"],
    ["a last joining", "date_joined", "9999-12-31 23:59:59.999999"],
    ["a last login", "last_login", "9999-12-31 23:59:59.999999"],
  ] as const)("R26: %s that no answer could hold", async ([, column, time]) => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a" });
    const key = django.add({ id: 2, username: "b" });
    django.run(`update auth_user set ${column} = '${time}' where id = 1`);

    const report = await importInto(app, django.file);

    expect(noted(report)[0]).toBe("users 1 refused bad_time");
    expect(await app.as(key).account.me()).toMatchObject({ username: "b" });
  });

  test("R26: nothing of the earliest and the latest times that it takes: each account answers", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const times = ["0002-01-01 00:00:00+14:00", "9998-12-31 23:59:59.999999-14:00", "1969-12-31 23:59:59.999999"];
    const keys = times.map((time, index) =>
      django.add({ id: index + 1, username: `gamer${index}`, dateJoined: time, lastLogin: time }),
    );
    django.run("update authtoken_token set created = '9998-12-31 23:59:59.999999' where user_id = 1");

    expect(noted(await importInto(app, django.file))).toEqual([]);

    for (const [index, key] of keys.entries()) {
      expect(await app.as(key).account.me()).toMatchObject({ username: `gamer${index}` });
      expect(await app.as(key).tokens.list()).toHaveLength(1);
    }
  });

  test.for([2_000_000_001, 2_147_483_647] as const)(
    "R26: the id %i of a user or gamer, after which new accounts would find none",
    async (id) => {
      await using app = await createTestApp();
      using django = createDjangoDatabase();
      django.add({ id, username: "last" });
      django.add({ id: 1, username: "first" });
      django.run(`update levelupapi_gamer set id = ${id} where user_id = 1`);

      const report = await importInto(app, django.file);

      expect(noted(report)).toContain(`users ${id} refused bad_id`);
      expect(noted(report)).toContain(`gamers ${id} refused bad_id`);
      expect((await app.gamer()).account.id).toBe(2);
    },
  );

  test("R44: a username that lost a character to a wrong encoding before", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "j\ufffdrg", bio: null, key: null });

    expect(noted(await importInto(app, django.file))).toEqual(["users 1 refused username_damaged"]);
  });

  test("text row by row, where it must: no text that a column can hold ends the run", async () => {
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    const file = join(folder.path, "dump.json");
    const texts = fc.sample(fc.string({ unit: "binary", maxLength: 40 }), { numRuns: 600, seed: 4 });
    const text = (index: number) => texts[index % texts.length];
    const users = texts.map((username, index) => ({
      model: "auth.user",
      pk: index + 1,
      fields: {
        username,
        password: "!",
        email: text(index + 1),
        first_name: text(index + 2),
        last_name: text(index + 3),
      },
    }));
    const gamers = texts.map((bio, index) => ({
      model: "levelupapi.gamer",
      pk: index + 1,
      fields: { user: index + 1, bio },
    }));
    writeFileSync(file, JSON.stringify([...users, ...gamers]));

    const { counts } = await importInto(app, file);

    expect(counts.users.taken).toBeGreaterThan(50);
    expect(counts.users.taken + counts.users.refused).toBe(600);
    const stored = await rows<{ id: number; bio: string }>(app, "select user_id as id, bio from gamers");
    expect(stored).toHaveLength(counts.gamers.taken);
    expect(stored.filter(({ id, bio }) => bio !== texts[id - 1])).toEqual([]);
  });

  test("the whole of it, when a row cannot be written after all: nothing remains", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a" });
    await app.app.database.fork().execute("alter table tokens add constraint fault check (user_id <> 1)");

    await expect(importInto(app, django.file)).rejects.toThrow("fault");

    expect(await rowCounts(app)).toEqual({ users: 0, gamers: 0, tokens: 0, audit_events: 0 });
  });
});

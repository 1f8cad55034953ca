import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { levelup, operatedApp, operator } from "@levelup/test-support/cli.ts";
import { createDjangoDatabase, djangoHash } from "@levelup/test-support/django-database.ts";
import { describe, expect, test } from "vitest";
import { loadFixture } from "../../src/fixture/load-fixture.ts";

describe("levelup import django", () => {
  test("rehearses, imports, and prints a table of what it took and what it refused", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "me@me.com" });
    django.add({ id: 2, username: "ME@me.com" });

    const rehearsal = await levelup(["import", "django", "--dry-run", django.file], here);
    const started = here.env.DATA_DIR !== undefined && existsSync(here.env.DATA_DIR);
    const run = await levelup(["import", "django", django.file], here);

    const table = `
        read  taken  updated  unchanged  kept  refused
users      2      1        0          0     0        1
gamers     2      1        0          0     0        1
tokens     2      1        0          0     0        1

users refused, username_taken: 1
gamers refused, user_missing: 1
tokens refused, user_missing: 1

users 2 refused: User 1 has this username, but for case: rename one of them in Django.
gamers 1002 refused: Its user was refused, or is not in the source.
tokens of user 2 refused: Its user was refused, or is not in the source.

`;
    expect(rehearsal).toEqual({
      code: 0,
      out: `Would take from ${django.file}:\n${table}Dry run: nothing was written.\n`,
      err: "",
    });
    expect(started).toBe(false);
    expect(run).toEqual({ code: 0, out: `Took from ${django.file}:\n${table}`, err: "" });
  });

  test("lists twenty rows at most, and with --json all of them", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    for (let id = 1; id <= 30; id += 1) {
      django.add({ id, username: `gamer${id}`, password: id > 5 ? "md5$x$x" : djangoHash, bio: null, key: null });
    }

    const table = await levelup(["import", "django", "--dry-run", django.file], here);
    const json = await levelup(["import", "django", "--dry-run", "--json", django.file], here);

    expect(table.out).toContain("users refused, password_unknown_algorithm: 25\n");
    expect(table.out).toContain("users 25 refused");
    expect(table.out).not.toContain("users 26 refused");
    expect(table.out).toContain("… and 5 more: --json has them all.");
    const report = JSON.parse(json.out);
    expect(report).toMatchObject({ dryRun: true, counts: { users: { read: 30, taken: 5, refused: 25 } } });
    expect(report.notes).toHaveLength(25);
    expect(report.notes[0]).toEqual({
      kind: "users",
      id: 6,
      user: null,
      outcome: "refused",
      reason: "password_unknown_algorithm",
      message: expect.stringContaining("The algorithm is none of"),
    });
  });

  test("shows its progress on a terminal, and clears it at the end", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a" });

    const { err } = await levelup(["import", "django", django.file], { ...here, isTTY: true });

    expect(err).toContain("reading [##########                    ] 1 of 3");
    expect(err.endsWith("\r\x1b[2K")).toBe(true);
  });

  test("R46: exits with 1 when nothing was taken, counts the reasons, and leaves no trace in the audit", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    for (let id = 1; id <= 3; id += 1) django.add({ id, username: `gamer${id}`, password: "md5$x$x" });

    const run = await levelup(["import", "django", django.file], here);
    const audit = await levelup(["audit", "--json"], here);

    expect(run.code).toBe(1);
    expect(run.out).toContain("users refused, password_unknown_algorithm: 3\n");
    expect(run.err).toBe("None of the users, gamers, tokens was taken. Nothing was written. See the reasons above.\n");
    expect(audit.out).not.toContain("django_import");
  });

  test("R46: exits with 1 when every token was refused, and says that the rest was written", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a", key: "not one of DRF's" });

    const rehearsal = await levelup(["import", "django", "--dry-run", django.file], here);
    const run = await levelup(["import", "django", django.file], here);

    expect([rehearsal.code, rehearsal.err]).toEqual([
      1,
      "None of the tokens was taken. Nothing was written. See the reasons above.\n",
    ]);
    expect([run.code, run.err]).toEqual([
      1,
      "None of the tokens was taken. The rest was written. See the reasons above.\n",
    ]);
  });

  test("R46: names the tables and columns that it left alone, and where gamers may be", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "a", bio: null });
    django.run(`alter table levelupapi_gamer rename to rareapi_gamer; alter table auth_user add phone text;
      create table rareapi_event (id integer primary key); create table django_session (id integer primary key)`);

    const { code, out } = await levelup(["import", "django", django.file], here);

    expect(code).toBe(0);
    expect(
      out.split("\n\n").at(-1),
    ).toBe(`No gamers: the source has no table levelupapi_gamer. Name it by --gamers-table; rareapi_gamer has the columns.
Left alone: columns of auth_user: phone.
Left alone: tables: rareapi_event, rareapi_gamer.
`);
  });

  test("counts allauth's addresses in a row of their own, where their table is named", async () => {
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "ada", email: "ada@me.com" });
    django.run(`create table account_emailaddress as
      select id, id as user_id, email, 1 as verified, 1 as "primary" from auth_user`);
    await using here = await operator();
    const command = ["import", "django", "--dry-run", django.file];

    const plain = await levelup(command, here);
    const { out } = await levelup([...command, "--emails-table", "account_emailaddress"], here);

    expect(plain.out).not.toMatch(/^emails/m);
    expect(plain.out).toContain("Note on django-allauth: ");
    expect(out).toMatch(/^emails +1 +1 +0 +0 +0 +0$/m);
    expect(out).not.toContain("allauth");
  });

  test("R22: escapes what comes from the source, in the table, in JSON and in errors", async () => {
    await using here = await operator();
    const file = join(here.folder, "dump\x1b[2J.json");
    const user = { model: "auth.user", pk: "\x1b[31m\n\u009b2J\u202e", fields: { username: "a", password: "!" } };
    writeFileSync(file, JSON.stringify([user, { model: "app.\x1b[31m", pk: 1, fields: {} }]));
    using django = createDjangoDatabase();
    django.run(`alter table auth_user rename to "\x1b[31muser"`);

    const runs = [
      await levelup(["import", "django", file], here),
      await levelup(["import", "django", "--json", file], here),
      await levelup(["import", "django", django.file], here),
      await levelup(["export", "django", "--out", join(here.folder, "no\x1b[31m", "dump.json")], here),
    ];

    for (const { out, err } of runs) expect(out + err).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(runs[0]?.out).toContain("users \\u001b[31m\\u000a\\u009b2J\\u202e refused: ");
    expect(JSON.parse(runs[1]?.out ?? "").notes[0].id).toBe(user.pk);
    expect(runs[2]?.err).toContain("\\u001b[31muser has the columns.");
  });

  test("R47: into a folder with the example account says so, and what to do", async () => {
    await using here = await operatedApp();
    await loadFixture({ ...here.app.app.database, engine: "pglite" }, here.app.app.settings);
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "first" });

    const rehearsal = await here.levelup(["import", "django", "--dry-run", django.file]);
    const run = await here.levelup(["import", "django", django.file]);

    for (const { code, err } of [rehearsal, run]) {
      expect([code, err]).toEqual([
        1,
        "the database already holds the example account me@me.com, which a start of the server put there. " +
          "Import before the first start: set DATA_DIR to a new folder, or delete the folder (.levelup) if nothing else is in it.\n",
      ]);
    }
  });

  test("R49: --unknown-passwords unusable keeps user, gamer and token of a hash that cannot be checked", async () => {
    await using here = await operatedApp();
    using django = createDjangoDatabase();
    const keys = ["md5$salt$5f4dcc3b5aa765d61d8327deb882cf99", "sha1$salt$x", "plain text", "bcrypt$$2b$31$x"].map(
      (password, index) => django.add({ id: index + 1, username: `gamer${index}`, password }),
    );
    const args = ["import", "django", "--unknown-passwords", "unusable", "--json", django.file];

    const first = JSON.parse((await here.levelup(args)).out);
    const second = JSON.parse((await here.levelup(args)).out);

    expect(first.counts).toMatchObject({ users: { taken: 4 }, gamers: { taken: 4 }, tokens: { taken: 4 } });
    expect(first.reasons).toEqual([{ kind: "users", outcome: "changed", reason: "password_unusable", count: 4 }]);
    expect(second.counts).toMatchObject({
      users: { unchanged: 4 },
      gamers: { unchanged: 4 },
      tokens: { unchanged: 4 },
    });
    for (const [index, key] of keys.entries()) {
      expect(await here.app.as(key).account.me()).toMatchObject({ username: `gamer${index}` });
    }
    expect(await here.app.anonymous.auth.login({ username: "gamer2", password: "plain text" })).toEqual({
      valid: false,
    });
  });
});

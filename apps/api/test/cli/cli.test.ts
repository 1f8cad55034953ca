import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { levelup, operator } from "@levelup/test-support/cli.ts";
import { createDjangoDatabase, djangoHash } from "@levelup/test-support/django-database.ts";
import { describe, expect, test } from "vitest";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

describe("levelup", () => {
  test.for([
    [[], 2, "Commands:"],
    [["--help"], 0, "Commands:"],
    [["import", "django", "--help"], 0, "Examples:\n  levelup import django --dry-run db.sqlite3\n"],
    [["export", "django", "--help"], 0, "Examples:\n  levelup export django --out dump.json\n"],
    [["import", "django"], 2, "missing required argument 'source'"],
    [["import", "django", "--time-zone", "Berlin", "db.sqlite3"], 2, "It is a time zone such as Europe/Berlin."],
    [["export", "django"], 2, "required option '--out <file>'"],
    [["fly"], 2, "unknown command 'fly'"],
  ] as const)("%j exits with %i and prints its usage", async ([args, code, text]) => {
    const run = await levelup([...args]);

    expect(run.code).toBe(code);
    expect(run.out + run.err).toContain(text);
  });

  test("prints help with examples for each command, and each command answers in JSON", async () => {
    const commands: string[][] = [[]];
    const leaves: string[][] = [];
    for (const path of commands) {
      const { code, out } = await levelup([...path, "--help"]);
      expect([path, code, out.includes("\nExamples:\n  levelup ")]).toEqual([path, 0, true]);
      const names = [...(/\nCommands:\n(.*?)\n\n/s.exec(out)?.[1] ?? "").matchAll(/^ {2}([a-z-]+)/gm)].map(
        ([, name = ""]) => name,
      );
      commands.push(...names.map((name) => [...path, name]));
      if (names.length === 0) leaves.push([...path, String(out.includes("--json"))]);
    }

    expect(leaves.map((path) => path.join(" "))).toEqual(
      [
        ...["doctor", "create-user", "set-password", "deactivate", "activate", "unlock", "audit", "purge"],
        ...["migrate up", "migrate down", "migrate status", "tokens list", "tokens issue", "tokens revoke"],
        ...["import django", "export django"],
      ].map((name) => `${name} true`),
    );
  });

  test("exits with 1 and one line, without a stack, when it fails", async () => {
    const wrongSetting = await levelup(["import", "django", "db.sqlite3"], { env: { TOKEN_IDLE_DAYS: "never" } });
    const noFile = await levelup(["import", "django", "/nowhere/db.sqlite3"]);
    const noServer = await levelup(["export", "django", "--out", "/nowhere/dump.json"], {
      env: { DATABASE_URL: "postgres://me:secret@127.0.0.1:1/app" },
    });

    expect(
      [wrongSetting, noFile, noServer].map(({ code, out, err }) => [code, out, err.trim().split("\n").length]),
    ).toEqual(Array(3).fill([1, "", 1]));
    expect(noFile.err).toBe("/nowhere/db.sqlite3 cannot be read. Check its name and its permissions.\n");
    expect(noServer.err).not.toContain("secret");
  });
});

test("R53: levelup ends with 1 and without a stack when its output is closed, as by `| head`", async () => {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", cli, "--help"]);
  child.stdout.destroy();
  let printed = "";
  child.stderr.on("data", (piece) => {
    printed += piece;
  });
  const [code] = await once(child, "close");

  expect([code, printed]).toEqual([1, ""]);
});

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
});

test("R22: an import escapes what it prints of its source", async () => {
  await using here = await operator();
  const file = join(here.folder, "users\x1b[31m.json");
  writeFileSync(file, JSON.stringify([{ model: "auth.user", pk: "\x1b[2J\n\x9b31m", fields: {} }]));

  const table = await levelup(["import", "django", "--dry-run", file], here);
  const json = await levelup(["import", "django", "--dry-run", "--json", file], here);

  for (const { out, err } of [table, json]) {
    expect(out + err).toContain("\\u001b[2J");
    expect(out + err).not.toMatch(/[^\P{Cc}\n]/u);
  }
});

describe("levelup export django", () => {
  test("writes a fixture that only its owner can read, and overwrites a file only with --force", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "me@me.com", lastLogin: "2021-01-02 03:04:05", bio: "x".repeat(51) });
    await levelup(["import", "django", django.file], here);
    const out = join(here.folder, "dump.json");
    writeFileSync(out, "precious", { mode: 0o644 });
    const args = ["export", "django", "--out", out, "--gamers-model", "game.player"];

    const refused = await levelup(args, here);
    const precious = readFileSync(out, "utf8");
    const forced = await levelup([...args, "--force"], here);

    expect([refused.code, precious]).toEqual([1, "precious"]);
    expect(refused.err).toBe(`${out} is there already. Name another file, or add --force to overwrite it.\n`);
    expect(forced.out).toBe(`Wrote 1 users and 1 gamers to ${out}.
1 tokens stay behind: only their digests are kept, so everybody logs in again at Django.
gamers 1001: Its bio is longer than the original's 50 characters.
`);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual([
      {
        model: "auth.user",
        pk: 1,
        fields: {
          username: "me@me.com",
          password: djangoHash,
          email: "",
          first_name: "Grace",
          last_name: "Gamer",
          is_active: true,
          is_staff: false,
          is_superuser: false,
          date_joined: "2020-08-28T13:24:27.172345Z",
          last_login: "2021-01-02T03:04:05.000000Z",
        },
      },
      { model: "game.player", pk: 1001, fields: { user: 1, bio: "x".repeat(51) } },
    ]);
  });

  test("of many accounts can be imported again, which changes nothing", async () => {
    await using here = await operator();
    using django = createDjangoDatabase();
    django.run(`with recursive n(n) as (select 1 union all select n + 1 from n where n < 4500)
      insert into auth_user select n, '!', null, 0, 'gamer' || n, '', 'é"\\', 0, 1, '2020-08-28 13:24:27', '𠮷' from n`);
    const out = join(here.folder, "dump.json");

    await levelup(["import", "django", django.file], here);
    await levelup(["export", "django", "--out", out], here);
    const { out: report } = await levelup(["import", "django", "--json", out], here);

    expect(JSON.parse(report).counts.users).toMatchObject({ read: 4500, unchanged: 4500 });
  });

  test("writes an empty list without accounts, and no file where the folder does not exist", async () => {
    await using here = await operator();
    const out = join(here.folder, "dump.json");

    const { code } = await levelup(["export", "django", "--json", "--out", out], here);
    const nowhere = await levelup(["export", "django", "--out", join(here.folder, "no", "dump.json")], here);

    expect([code, readFileSync(out, "utf8")]).toEqual([0, "[]\n"]);
    expect(nowhere.err).toContain("cannot be written.");
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { levelup, operator } from "@levelup/test-support/cli.ts";
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
        ...["doctor", "create-user", "set-password", "reset-link", "deactivate", "activate", "unlock", "test-mail"],
        ...["audit", "purge", "migrate up", "migrate down", "migrate status", "second-factor status"],
        ...["second-factor remove", "tokens list", "tokens issue", "tokens revoke"],
        ...["mails list", "mails retry", "keys rotate", "import django", "export django"],
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

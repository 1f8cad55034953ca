import { levelup } from "@levelup/test-support/cli.ts";
import { describe, expect, test } from "vitest";

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
  ] as const)("%j exits with %i and says what it takes", async ([args, code, text]) => {
    const run = await levelup([...args]);

    expect(run.code).toBe(code);
    expect(run.out + run.err).toContain(text);
  });

  test("says with --help how each command is used, with examples, and each answers in JSON", async () => {
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

  test("exits with 1 and one line, without a stack, when it cannot do what it was asked", async () => {
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

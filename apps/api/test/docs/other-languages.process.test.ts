import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { appRouter } from "@levelup/server";
import { execute } from "@levelup/test-support/programs.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../../../../docs/other-languages.md", import.meta.url), "utf8");

/** The file of a page that a comment in its first line names. */
function fileOf(name: string): string {
  const [, code] = new RegExp(`^\`\`\`\\w+\\n(?:#|//) ${name}\\n(.*?)^\`\`\``, "ms").exec(page) ?? [];
  return code ?? expect.fail(`the page has no ${name}`);
}

const python = ["/usr/bin/python3", "python3"].find((path) => spawnSync(path, ["--version"]).status === 0);
const go = ["/usr/local/go/bin/go", "/usr/bin/go", "go"].find((path) => spawnSync(path, ["version"]).status === 0);

const programs = [
  ...(python === undefined ? [] : [{ name: "level_up.py", command: [python], username: "grace", none: "None" }]),
  ...(go === undefined ? [] : [{ name: "main.go", command: [go, "run"], username: "rob", none: "false" }]),
];

test("docs/other-languages.md calls procedures that there are", () => {
  const called = [...page.matchAll(/\bcall\("(.*?)"/g)].map(([, name]) => name);

  expect(called).toHaveLength(8);
  expect(Object.keys(appRouter._def.procedures)).toEqual(expect.arrayContaining(called));
});

/** Listed by language: on a machine without its interpreter a program is not run. */
test.each(programs)(
  "K21: $name of docs/other-languages.md registers, logs in and checks a token, twice",
  async ({ name, command: [path = "", ...args], username, none }) => {
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    const LEVELUP_URL = await app.listen();
    await writeFile(join(folder.path, name), fileOf(name));

    for (const _run of [1, 2]) {
      const env = { ...process.env, LEVELUP_URL, GOCACHE: join(folder.path, "cache"), GOFLAGS: "-mod=mod" };
      const { stdout } = await execute(path, [...args, name], { cwd: folder.path, env });

      const [user] = await rows<{ id: number; name: string }>(
        app,
        "select id, first_name as name from users where username = ?",
        [username],
      );
      expect(stdout).toBe(`Hello ${user?.name}, you are user ${user?.id}.\nAfter the logout: ${none}.\n`);
    }
  },
  180_000,
);

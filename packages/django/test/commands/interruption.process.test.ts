import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { levelup } from "@levelup/test-support/cli.ts";
import { createDjangoDatabase, type DjangoDatabase } from "@levelup/test-support/django-database.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { expect, test } from "vitest";

const cli = fileURLToPath(new URL("../../../../apps/api/bin/levelup.mjs", import.meta.url));

/** Enough for an import of several seconds. */
function manyUsers(): DjangoDatabase {
  const django = createDjangoDatabase();
  django.run(`with recursive n(n) as (select 1 union all select n + 1 from n where n < 30000)
    insert into auth_user select n, '!', null, 0, 'gamer' || n, '', '', 0, 1, '2020-08-28 13:24:27', '' from n`);
  return django;
}

/** Runs a program of Node's, and collects what it and its children print to the error stream. */
function run(args: string[], env: Record<string, string>): { child: ChildProcess; printed: Promise<string> } {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (piece) => {
    errors += piece;
  });
  // The stream closes when the last process that has it ends.
  return { child, printed: once(child, "close").then(() => errors) };
}

/** Waits until the import has begun to create its database. */
async function begun(folder: string): Promise<void> {
  await expect.poll(() => existsSync(folder), { interval: 20, timeout: 20_000 }).toBe(true);
}

async function expectNothingWritten(env: Record<string, string>): Promise<void> {
  const { code, err } = await levelup(["tokens", "list", "gamer1"], { env });
  expect([code, err]).toEqual([1, expect.stringMatching(/no account|lacks/i)]);
}

test.for(["SIGINT", "SIGTERM"] as const)(
  "R52: an import that %s interrupts says that nothing was written",
  async (signal) => {
    await using folder = await temporaryFolder();
    using django = manyUsers();
    const env = { DATA_DIR: join(folder.path, "data") };

    const { child, printed } = run([cli, "import", "django", django.file], env);
    await begun(env.DATA_DIR);
    child.kill(signal);

    expect(await printed).toBe("\nInterrupted: nothing was written.\n");
    expect(child.signalCode).toBe(signal);
    await expectNothingWritten(env);
  },
);

test("R52: an import ends when the process that started it is killed", async () => {
  await using folder = await temporaryFolder();
  using django = manyUsers();
  const env = { DATA_DIR: join(folder.path, "data") };
  const parent = `require("node:child_process").spawn(process.execPath, ${JSON.stringify([
    "--disable-warning=ExperimentalWarning",
    cli,
    "import",
    "django",
    django.file,
  ])}, { stdio: "inherit" })`;

  const { child, printed } = run(["-e", parent], env);
  await begun(env.DATA_DIR);
  child.kill("SIGKILL");

  expect(await printed).toBe("\nInterrupted: nothing was written.\n");
  await expectNothingWritten(env);
});

import { existsSync } from "node:fs";
import { cp, lstat, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../lib/processes.mjs";
import { pins, root } from "../lib/project.mjs";
import { toolchain } from "../lib/toolchain.mjs";
import { runScript, standIns } from "./stand-ins.ts";

/** In du's megabytes. */
const mostMegabytes = 210;

const notInClone = /\/(node_modules|dist|\.git|\.levelup|\.toolchain)$/;

test(`what npm start installs, at most ${mostMegabytes} MB, is enough to build and run`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "level-up-clone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(root, folder, { recursive: true, filter: (path) => !notInClone.test(path) });
  if (existsSync(join(root, ".toolchain"))) await symlink(join(root, ".toolchain"), join(folder, ".toolchain"));
  const clone = runScript(folder, "start", { env: { ...process.env, PORT: "0", DATABASE_URL: "", WEB_ROOT: "" } });
  const [, url] = await clone.printed(/ready at (http:\S+)/);
  expect(await (await fetch(new URL("/", url))).text()).toContain("<title>Level Up</title>");
  expect(await megabytesOf(join(folder, "node_modules"))).toBeLessThan(mostMegabytes);
  expect(existsSync(join(folder, "node_modules/vitest"))).toBe(false);
});

async function megabytesOf(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const stats = await Promise.all(entries.map((entry) => lstat(join(entry.parentPath, entry.name))));
  return stats.reduce((sum, { blocks }) => sum + blocks * 512, 0) / 1024 ** 2;
}

test("a checkout that was copied to another home folder, with another store of packages, starts", async () => {
  const tools = await toolchain();
  const checkout = await standIns({
    "package.json": JSON.stringify({
      packageManager: `pnpm@${pins.pnpm}`,
      devEngines: { runtime: { version: pins.node } },
      dependencies: { something: "file:something" },
    }),
    "something/package.json": '{ "name": "something", "version": "1.0.0" }',
    "pnpm-workspace.yaml": "packages: [packages/*]",
    [`.toolchain/pnpm-${pins.pnpm}/node_modules/pnpm/bin/pnpm.mjs`]: `
      import { spawnSync } from "node:child_process";
      const [program, ...args] = ${JSON.stringify(tools.pnpm)};
      const env = { ...process.env, PATH: ${JSON.stringify(tools.env.PATH)} };
      process.exit(spawnSync(program, [...args, ...process.argv.slice(2)], { env, stdio: "inherit" }).status);`,
  });
  const locked = await run([...tools.pnpm, "install", "--lockfile-only"], { cwd: checkout.folder, env: tools.env });
  expect(locked).toMatchObject({ code: 0 });
  for (const home of ["one", "other"]) {
    const start = checkout.run("start", { env: { HOME: join(checkout.folder, home) } });
    await start.startAndStop();
    expect(start.output()).toContain("Installing packages … done");
  }
});

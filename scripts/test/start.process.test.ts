import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { standIns } from "./stand-ins.ts";

/** An npm that fails as the real one does. */
const failingNpm = (says: string, exitCode = 1) => ({
  "elsewhere/npm-cli.js": `console.error(${JSON.stringify(says)}); process.exit(${exitCode});`,
});

/** The program of a recorded call. */
const programOf = (call: string) => call.split(" ")[0];

const halfUnpacked = "npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write";

test("a first start downloads Node and pnpm, installs, builds and starts the server; a second finds it all there", async () => {
  const checkout = await standIns();
  for (const expected of [["npm", "npm", "pnpm", "vite"], ["pnpm"]]) {
    const run = checkout.run("start");
    await run.startAndStop();
    expect((await checkout.calls()).map(programOf)).toEqual(expected);
    expect(run.output()).toContain(`web root ${join(checkout.folder, "apps/web/dist")}\n`);
  }
});

test("a changed page is built again", async () => {
  const checkout = await standIns();
  for (const text of ["one", "two"]) {
    await writeFile(join(checkout.folder, "apps/web/page.ts"), text);
    await checkout.run("start").startAndStop();
    expect((await checkout.calls()).map(programOf)).toContain("vite");
  }
});

test("a start installs no development packages, and removes none", async () => {
  const checkout = await standIns();
  await checkout.run("start").startAndStop();
  expect((await checkout.calls()).at(-2)).toMatch(/^pnpm install --prod /);
  await mkdir(join(checkout.folder, "node_modules/vitest"), { recursive: true });
  await checkout.run("start").startAndStop();
  expect(await checkout.calls()).toEqual([expect.not.stringContaining("--prod")]);
});

test("signals that come together, as a Ctrl-C does from the terminal and from npm, reach the server as one", async () => {
  const checkout = await standIns();
  const run = checkout.run("start");
  await run.printed(/is ready at/);
  run.child.kill("SIGINT");
  run.child.kill("SIGTERM");
  expect(await run.exitCode).toBe(41);
});

test.each([
  ["npm and its shell are", "a shell"],
  ["npm alone is", "npm and its shell"],
] as const)("R52: when %s gone, what they started is stopped too", async (_, between) => {
  const checkout = await standIns();
  const run = checkout.run("start", { between });
  await run.printed(/is ready at/);
  run.child.kill("SIGKILL");
  await run.exitCode;
  expect(run.output()).toMatch(/ended by 1 signal\n$/);
});

test.each([
  ["without a network", failingNpm("npm error code ENOTFOUND"), "The package registry cannot be reached"],
  [
    "with a certificate that npm does not trust",
    failingNpm("npm error request to https://example.com/pnpm failed, reason: SELF_SIGNED_CERT_IN_CHAIN"),
    "The package registry's certificate is not trusted. Set NODE_EXTRA_CA_CERTS",
  ],
  ["on a full disk", failingNpm("npm error code ENOSPC"), "The disk is full."],
  ["where npm unpacks half of it and says it went well", failingNpm(halfUnpacked, 0), "The disk is full."],
  ["where npm has no such Node", failingNpm("npm error code ETARGET"), "npm has no node-"],
  ["where that Node does not run", failingNpm("", 0), "does not run on this system."],
])("%s, the start says what is wrong and what to do, ends with 1, and shows no stack", async (_, npm, expected) => {
  const checkout = await standIns(npm);
  const run = checkout.run("start");
  expect(await run.exitCode).toBe(1);
  const lines = run.output().trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^Downloading .* failed \(/);
  expect(lines[1]).toContain(expected);
  expect(lines[1]).toMatch(/try again/);
});

test("the output of a failure without a known cause is shown", async () => {
  const checkout = await standIns({ "apps/web/node_modules/vite/vite.mjs": 'throw new Error("no such page")' });
  const run = checkout.run("start");
  expect(await run.exitCode).toBe(1);
  expect(run.output()).toContain("no such page");
  expect(run.output()).toMatch(/Building the web app failed with exit code 1\. Its output is above\.\n$/);
});

test("a Node that is too old for the scripts is told which one is needed", async () => {
  const checkout = await standIns({
    "old.cjs": 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "16.20.2" } });',
  });
  const run = checkout.run("start", { nodeOptions: ["--require", join(checkout.folder, "old.cjs")] });
  expect(await run.exitCode).toBe(1);
  expect(run.output()).toBe(
    "Level Up needs Node 18 or newer, and this is Node 16.20.2. Install a newer one from https://nodejs.org and try again.\n",
  );
});

import { cp, mkdir, readdir, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../lib/project.mjs";
import { standIns } from "./stand-ins.ts";

const stayAlive = "setInterval(() => {}, 1000);";
const printing = (version: number) => `console.log("version ${version}"); ${stayAlive}`;

async function link(target: string, path: string) {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

/** A checkout with the real chokidar, for `npm run dev`. */
async function devStandIns(files: Record<string, string>) {
  const checkout = await standIns({ "apps/web/node_modules/vite/vite.mjs": stayAlive, ...files });
  await link(join(root, "node_modules/chokidar"), join(checkout.folder, "node_modules/chokidar"));
  return checkout;
}

/** A checkout whose server prints a version that stands in a package it depends on. */
async function versionedServer() {
  const checkout = await devStandIns({
    "apps/api/package.json": '{ "dependencies": { "@levelup/contract": "workspace:*" } }',
    "apps/api/bin/serve.mjs": 'import "@levelup/contract";',
    "packages/contract/package.json": '{ "exports": "./src/version.mjs" }',
    "packages/contract/src/version.mjs": printing(1),
  });
  await link("../../../../packages/contract", join(checkout.folder, "apps/api/node_modules/@levelup/contract"));
  return { ...checkout, source: join(checkout.folder, "packages/contract/src/version.mjs") };
}

test.each([
  [
    "is replaced by renaming, as editors do",
    async (source: string, text: string) => {
      await writeFile(`${source}~`, text);
      await rename(`${source}~`, source);
    },
  ],
  [
    "is removed and written again, as git does",
    async (source: string, text: string) => {
      await unlink(source);
      await writeFile(source, text);
    },
  ],
  ["is written in place", writeFile],
])("the server starts again each time that a source %s", async (_, replace) => {
  const { run, source } = await versionedServer();
  const dev = run("dev");
  await dev.printed(/version 1/);
  for (const version of [2, 3, 4]) {
    await replace(source, printing(version));
    await dev.printed(new RegExp(`version ${version}`));
  }
});

test("a server that ended by an error starts again after the next change", async () => {
  const { run, source } = await versionedServer();
  const dev = run("dev");
  await dev.printed(/version 1/);
  await writeFile(source, 'throw new Error("half written")');
  await dev.printed(/It starts again after a change/);
  await writeFile(source, printing(2));
  await dev.printed(/version 2/);
});

test("Vite forwards calls to the port that PORT gives the server", async () => {
  const server = createServer((request, response) => response.end(`${request.url} of the server`)).listen(0);
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const checkout = await devStandIns({
    "apps/api/bin/serve.mjs": `console.log("server on " + process.env.PORT); ${stayAlive}`,
  });
  await addWebApp(checkout.folder);
  const dev = checkout.run("dev", { env: { PORT: String(port), NO_COLOR: "1" } });
  await dev.printed(new RegExp(`server on ${port}`));
  const [, url] = await dev.printed(/Local: +(http:\S+)/);
  const answer = await fetch(new URL("/healthz", url));
  expect(await answer.text()).toBe("/healthz of the server");
});

/** Puts the web app of this checkout into another, with the real Vite. */
async function addWebApp(folder: string) {
  const [from, to] = [join(root, "apps/web"), join(folder, "apps/web")];
  await rm(to, { recursive: true });
  await cp(from, to, { recursive: true, filter: (path) => !/\/(node_modules|dist)$/.test(path) });
  // One by one, so that Vite keeps its cache in a folder of its own.
  for (const name of await readdir(join(from, "node_modules"))) {
    if (!name.startsWith(".")) await link(join(from, "node_modules", name), join(to, "node_modules", name));
  }
}

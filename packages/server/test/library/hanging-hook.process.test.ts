import { spawn } from "node:child_process";
import { once } from "node:events";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { expect, test } from "vitest";
import { accountEntities, accountMigrations } from "../../src/index.ts";
import { fillDataFolder } from "../../src/testing/index.ts";

const index = new URL("../../src/index.ts", import.meta.url).href;

const program = `
  import { createLevelUp } from ${JSON.stringify(index)};
  const hangs = async (fastify) => {
    fastify.addHook("onRequest", () => {
      console.log("called");
      return new Promise(() => {});
    });
    fastify.get("/hangs", async () => "unreached");
  };
  const app = await createLevelUp(process.env, { routes: [hangs] });
  console.log(await app.listen());`;

test("K7: a call that hangs in an own hook delays a stop for the grace time at most", async () => {
  await using folder = await temporaryFolder();
  await fillDataFolder(folder.path, { entities: accountEntities, migrations: accountMigrations });
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    env: { PATH: process.env.PATH, PORT: "0", DATA_DIR: folder.path, LOG_LEVEL: "silent", STOP_GRACE_MS: "500" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let call: Promise<unknown> | undefined;
  child.stdout.on("data", (chunk) => {
    const [url] = /http:\S+/.exec(String(chunk)) ?? [];
    if (url !== undefined) call = fetch(`${url}/hangs`).catch(() => "cut off");
    if (String(chunk).includes("called")) child.kill();
  });

  expect(await ended).toEqual([1, null]);
  expect(await call).toBe("cut off");
});

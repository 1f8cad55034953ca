import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "@levelup/test-support/ports.ts";
import { dataFolder } from "@levelup/test-support/server-process.ts";
import { expect, onTestFinished, test } from "vitest";

const serve = fileURLToPath(new URL("../../bin/serve.mjs", import.meta.url));

/** Longer than a pipe and the bound of waiting lines together take, at more than 300 bytes each. */
const requests = 4500;

test.each([
  ["has been closed", true],
  ["is not read any more", false],
])("R53: a server whose output %s goes on serving, and stops in good order", async (_, isClosed) => {
  await using folder = await dataFolder();
  const port = await freePort();
  const env = { PATH: process.env.PATH, DATA_DIR: folder.path, PORT: String(port) };
  const child = spawn(process.execPath, [serve], { env, stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "readable");
  if (isClosed) child.stdout.destroy();

  const path = "x".repeat(200);
  for (let left = requests; left > 0; left -= 50) {
    await Promise.all(Array.from({ length: 50 }, () => fetch(`http://127.0.0.1:${port}/${path}`)));
  }
  const login = await fetch(`http://127.0.0.1:${port}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "me@me.com", password: "me" }),
  });
  child.kill("SIGTERM");

  expect(await login.json()).toMatchObject({ valid: true });
  expect(await once(child, "exit")).toEqual([0, null]);
});

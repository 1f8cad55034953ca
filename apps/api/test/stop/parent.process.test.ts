import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { dataFolder } from "@levelup/test-support/server-process.ts";
import { expect, onTestFinished, test } from "vitest";

const serve = fileURLToPath(new URL("../../bin/serve.mjs", import.meta.url));

/** Starts a server as `npm start` does, in a process group of its own, and says which process that is. */
const starter = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, [${JSON.stringify(serve)}], { detached: true, stdio: "inherit" });
  console.log("server", child.pid);`;

test("R56: a server that npm has started stops in good order when what started it is killed", async () => {
  await using folder = await dataFolder();
  const env = { PATH: process.env.PATH, DATA_DIR: folder.path, PORT: "0", npm_lifecycle_event: "start" };
  const parent = spawn(process.execPath, ["--eval", starter], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  onTestFinished(() => killIfAlive(Number(/server (\d+)/.exec(output)?.[1])));
  parent.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    if (chunk.includes("is ready at")) parent.kill("SIGKILL");
  });
  // The server holds the other end of this pipe until it has ended.
  await once(parent.stdout, "end");

  expect(output).toMatch(/is ready at .*"msg":"stopping".*"msg":"stopped"/s);
});

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

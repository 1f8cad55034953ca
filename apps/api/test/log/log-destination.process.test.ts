import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const log = new URL("../../../../packages/server/src/log/log.ts", import.meta.url);

/** Runs a piece of a program that has a `log`, in a process of its own, as services run. */
function run(program: string) {
  const code = `const { createLog } = await import(${JSON.stringify(log.href)}); const log = await createLog("info"); ${program}`;
  return spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["pipe", "pipe", "pipe"] });
}

const messages = (lines: string) => lines.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).msg]));
const requests = (count: number) => Array<string>(count).fill("request");

test.each([
  ["by itself", ""],
  ["by process.exit", "process.exit(0);"],
  [
    "by an error that nobody caught",
    `process.on("uncaughtException", () => process.exit(1)); queueMicrotask(() => { throw new Error("oops"); });`,
  ],
])("a process that ends %s has written every line of its log", async (_how, end) => {
  const child = run(`for (let i = 0; i < 1000; i += 1) log.info({ i }, "request"); ${end}`);

  expect(messages(await text(child.stdout))).toEqual(requests(1000));
});

test("the lines of requests come without anything else having to happen, while the process goes on", async () => {
  const child = run(`log.info("request"); process.stdin.resume();`);
  const [chunk] = await child.stdout.take(1).toArray();
  child.stdin.end();

  expect(messages(String(chunk))).toEqual(["request"]);
});

test("any other line is written at once, after the requests before it, even when the process is then killed", async () => {
  const child = run(`log.info("request"); log.warn("look"); process.kill(process.pid, "SIGKILL");`);

  expect(messages(await text(child.stdout))).toEqual(["request", "look"]);
});

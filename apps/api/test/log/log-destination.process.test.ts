import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";

const log = new URL("../../../../packages/server/src/log/log.ts", import.meta.url);

/** Runs a piece of a program that has a `log`, in a process of its own, as services run. */
function run(program: string) {
  return spawn(process.execPath, [...args, code(program)], { stdio: ["pipe", "pipe", "pipe"] });
}

const args = ["--input-type=module", "--eval"];

const code = (program: string) =>
  `const { createLog } = await import(${JSON.stringify(log.href)}); const log = await createLog("info"); ${program}`;

const linesOf = (lines: string) => lines.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
const messages = (lines: string) => linesOf(lines).map(({ msg }) => msg);
const requests = (count: number) => Array<string>(count).fill("request");

test.each([
  ["by itself", ""],
  ["by process.exit", "process.exit(0);"],
  [
    "by an uncaught error",
    `process.on("uncaughtException", () => process.exit(1)); queueMicrotask(() => { throw new Error("oops"); });`,
  ],
])("a process that ends %s has written every line of its log", async (_how, end) => {
  const child = run(`for (let i = 0; i < 1000; i += 1) log.info({ i }, "request"); ${end}`);

  expect(messages(await text(child.stdout))).toEqual(requests(1000));
});

test("each line is written at once, even when the process is then killed", async () => {
  const child = run(`log.info("request"); log.warn("look"); process.kill(process.pid, "SIGKILL");`);

  expect(messages(await text(child.stdout))).toEqual(["request", "look"]);
});

/** Writes more than a pipe and the bound of waiting lines hold together. */
const flood = `for (let i = 0; i < 30_000; i += 1) log.info({ i, text: "x".repeat(100) }, "request"); log.fatal("last");`;

describe("a standard output", () => {
  test("R19: that nothing reads holds up neither the process nor its end", async () => {
    const child = run(`${flood} process.exit(3)`);

    expect(await once(child, "exit")).toEqual([3, null]);
  });

  test("R19: that is closed holds up neither, and ends nothing", async () => {
    const child = run(`${flood} process.exit(3)`);
    child.stdout.destroy();

    expect(await once(child, "exit")).toEqual([3, null]);
  });

  test.runIf(process.platform === "linux")("R19: on a full disk holds up neither, and ends nothing", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [...args, code(`${flood} process.exit(3)`)], { stdio: ["ignore", full, 2] });
    closeSync(full);

    expect(await once(child, "exit")).toEqual([3, null]);
  });

  test("R19: that is read again has whole lines, and a count of those that were dropped", async () => {
    const child = run(`${flood} console.error("went on"); process.stdin.resume();`);
    await child.stderr.take(1).toArray();

    let output = "";
    for await (const chunk of child.stdout) {
      output += chunk;
      if (output.includes("log lines dropped")) child.stdin.end();
    }

    const lines = linesOf(output);
    const last = lines.at(-1);
    const written = lines.length - 1;
    expect(last).toMatchObject({ level: 40, msg: "log lines dropped" });
    expect(written).toBeGreaterThan(1000);
    expect(written + last.dropped).toBe(30_001);
  });
});

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const levelup = fileURLToPath(new URL("../../bin/levelup.mjs", import.meta.url));

/** Makes a process say, at its end, whether it had to load Node's compiler for TypeScript. */
const tellCompiler = `data:text/javascript,${encodeURIComponent(
  `process.on("exit", () => console.log("compiled:", process.moduleLoadList.some((name) => name.includes("amaro"))))`,
)}`;

async function help(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", tellCompiler, levelup, "--help"]);
  return stdout;
}

test("what was compiled once is not compiled again by the next process", async () => {
  await help();

  const second = await help();

  expect(second).toContain("Usage: levelup");
  expect(second).toContain("compiled: false");
});

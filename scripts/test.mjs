import { readdirSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { Problem } from "./lib/problem.mjs";
import { handOver, run, throwIfStopped } from "./lib/processes.mjs";
import { binOf, root } from "./lib/project.mjs";
import { secondsSince, step } from "./lib/steps.mjs";
import { suites } from "./lib/suites.mjs";
import { toolchain } from "./lib/toolchain.mjs";
import { buildWeb } from "./lib/web-build.mjs";

/** @typedef {import("./lib/toolchain.mjs").Toolchain} Toolchain */

/**
 * `npm test`: every check and every suite, also after one that failed. With arguments (`npm test -- tokens`) it runs only
 * vitest, with them.
 *
 * @param {string[]} args
 */
export async function test(args) {
  const startedAt = performance.now();
  const tools = await toolchain();
  await installPackages(tools, { development: true });
  if (args.length > 0) return vitest(tools, args);

  const checks = [
    check(tools, "Formatting and lint", [[binOf("@biomejs/biome", root, "biome"), "check", "--error-on-warnings"]]),
    check(
      tools,
      "Types",
      typeScriptProjects().map((file) => [binOf("typescript", root, "tsc"), "-p", file]),
    ),
    check(tools, "Unused code", [[binOf("knip"), "--treat-config-hints-as-errors"]]),
    { name: "Web build", passes: () => buildWeb(tools) },
    { name: "Tests", passes: () => suitesPass(tools) },
  ];
  const failed = [];
  for (const { name, passes } of checks) {
    if (!(await succeeds(passes))) failed.push(name);
  }
  for (const { name, remedy } of suites.filter(({ available }) => !available)) {
    console.log(`Left out: the ${name} tests. To have them, ${remedy}.`);
    // Where everything should be installed, a suite that did not run must not look like one that passed.
    if (process.env.CI === "true") failed.push(`${name} tests (left out)`);
  }
  console.log(`${failed.length === 0 ? "All passed" : `Failed: ${failed.join(", ")}`} (${secondsSince(startedAt)}).`);
  return failed.length === 0 ? 0 : 1;
}

/**
 * A check by one or more of the project's tools. Their output is shown only if one fails.
 *
 * @param {Toolchain} tools
 * @param {string} name
 * @param {string[][]} commands scripts for Node, with their arguments
 */
function check({ node, env }, name, commands) {
  const work = async () => {
    for (const command of commands) {
      const { code, output } = await run([node, ...command], { cwd: root, env });
      if (code !== 0) throw new Problem(`${name} failed.`, "", output.trimEnd());
    }
  };
  return { name, passes: () => step(name, work, () => "passed") };
}

/** The tsconfig files of the root and of every package. A package without one is an error. */
function typeScriptProjects() {
  const packages = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  return [".", ...packages].flatMap((folder) => {
    const files = readdirSync(join(root, folder)).filter((file) => /^tsconfig(\.build)?\.json$/.test(file));
    if (files.length === 0) throw new Problem(`${folder} has no tsconfig.json.`, "Give it one.");
    return files.map((file) => join(folder, file));
  });
}

/** @param {Toolchain} tools */
async function suitesPass(tools) {
  console.log("Tests …");
  const code = await vitest(tools, []);
  throwIfStopped();
  if (code !== 0) throw new Problem("Tests failed.", "");
}

/**
 * @param {Toolchain} tools
 * @param {string[]} args
 */
function vitest({ node, env }, args) {
  // vitest looks at the kind of terminal only, and would write its colours into files too.
  const colours = process.stdout.isTTY ? {} : { NO_COLOR: "1" };
  return handOver([node, binOf("vitest"), "run", ...args], { cwd: root, env: { ...env, ...colours } });
}

/** @param {() => Promise<unknown>} passes */
async function succeeds(passes) {
  try {
    await passes();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.output !== "") console.log(error.output);
    return false;
  }
}

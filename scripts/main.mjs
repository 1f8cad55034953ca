import { dev } from "./dev.mjs";
import { example } from "./example.mjs";
import { levelup } from "./levelup.mjs";
import { explain, Problem } from "./lib/problem.mjs";
import { forwardSignals, handOver, Stopped } from "./lib/processes.mjs";
import { root } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";
import { node } from "./node.mjs";
import { pack } from "./pack.mjs";
import { start } from "./start.mjs";
import { test } from "./test.mjs";

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = { start, test, dev, levelup, example, node, pack, exec };

/**
 * Runs a command and ends the process with the command's exit code.
 *
 * @param {string[]} args the command and its arguments
 */
export async function main([name = "", ...args]) {
  forwardSignals();
  try {
    const command = commands[name];
    if (command === undefined)
      throw new Problem(
        `There is no command "${name}".`,
        "Use start, test, dev, levelup, example, node, pack or exec.",
      );
    process.exitCode = await command(args);
  } catch (error) {
    if (error instanceof Stopped) {
      process.exitCode = error.exitCode;
      return;
    }
    const problem = problemOf(error);
    if (problem.output !== "") console.error(problem.output);
    console.error(`${problem.message} ${problem.remedy}`);
    process.exitCode = 1;
  }
}

/**
 * @param {unknown} error
 * @throws a bug of the scripts themselves, with its stack
 */
function problemOf(error) {
  if (error instanceof Problem) return error;
  if (error instanceof Error && "syscall" in error) {
    return explain("Writing to the checkout", { code: 1, output: error.message });
  }
  throw error;
}

/**
 * `npm run exec -- pnpm add zod`: any program, with the project's Node and pnpm. It installs nothing first.
 *
 * @param {string[]} command
 */
async function exec(command) {
  const { env } = await toolchain();
  return handOver(command, { cwd: root, env });
}

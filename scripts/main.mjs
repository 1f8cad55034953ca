import { dev } from "./dev.mjs";
import { Problem } from "./lib/problem.mjs";
import { passSignalsOn, Stopped } from "./lib/processes.mjs";
import { start } from "./start.mjs";
import { test } from "./test.mjs";

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = { start, test, dev };

/**
 * Runs `start`, `test` or `dev` and ends the process with the command's exit code.
 *
 * @param {string[]} args the command and its arguments
 */
export async function main([name = "", ...args]) {
  passSignalsOn();
  try {
    const command = commands[name];
    if (command === undefined) throw new Problem(`There is no command "${name}".`, "Use start, test or dev.");
    process.exitCode = await command(args);
  } catch (error) {
    if (error instanceof Stopped) {
      process.exitCode = error.exitCode;
    } else if (error instanceof Problem) {
      if (error.output !== "") console.error(error.output);
      console.error(`${error.message} ${error.remedy}`);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}

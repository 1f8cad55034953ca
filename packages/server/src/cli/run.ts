import { Command, CommanderError } from "commander";
import { isDatabaseUnavailable } from "../db/unavailable.ts";
import { StartError } from "../start-error.ts";
import { addExportCommand } from "./export-django.ts";
import { addImportCommand } from "./import-django.ts";
import type { Terminal } from "./terminal.ts";

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/**
 * Runs one command line and returns the exit code: 0 when it was done, 1 when it was not, with one line that says what
 * to do, 2 when the command line is wrong.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("levelup")
    .description("Level Up: accounts and tokens. Settings come from the environment, as the server's do.")
    .helpCommand(false)
    .showHelpAfterError("Add --help to see how it is used.")
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    })
    .exitOverride();
  addImportCommand(program, terminal);
  addExportCommand(program, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    terminal.err.write(`${describeFailure(error)}\n`);
    return exitCodes.failed;
  }
}

/** One line, without a stack or SQL: the driver's own message names the rule that was broken, not the values. */
function describeFailure(error: unknown): string {
  if (error instanceof StartError) return `${error.message} ${error.remedy}`;
  if (isDatabaseUnavailable(error)) {
    return "The database stopped answering, and nothing was written. Try again when it does.";
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
  return `It failed, and nothing was written: ${reason}`;
}

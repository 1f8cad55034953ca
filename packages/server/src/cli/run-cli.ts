import { finished } from "node:stream/promises";
import { Command, CommanderError } from "commander";
import { isDatabaseUnavailable } from "../db/unavailable.ts";
import { LevelUpError } from "../errors.ts";
import { StartError } from "../start-error.ts";
import { addActivateCommand } from "./activate.ts";
import { addAuditCommand } from "./audit.ts";
import { NegativeAnswer, UsageError } from "./cli-errors.ts";
import { addCreateUserCommand } from "./create-user.ts";
import { addDeactivateCommand } from "./deactivate.ts";
import { addDoctorCommand } from "./doctor.ts";
import { escapeLine, escapeStream } from "./escape.ts";
import { addKeysCommands } from "./keys.ts";
import { addMailsCommands } from "./mails.ts";
import { addMigrateCommands } from "./migrate.ts";
import { addPurgeCommand } from "./purge.ts";
import { addResetLinkCommand } from "./reset-link.ts";
import { addSecondFactorCommands } from "./second-factor.ts";
import { addSetPasswordCommand } from "./set-password.ts";
import type { CliProcess, Terminal } from "./terminal.ts";
import { addTestMailCommand } from "./test-mail.ts";
import { addTokensCommands } from "./tokens.ts";
import { addUnlockCommand } from "./unlock.ts";

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

const usageHint = "Add --help to see how it is used.";

const help = `
Examples:
  levelup doctor
  levelup create-user ada@example.com
  levelup tokens list ada@example.com --json
  levelup migrate --help

Exit codes: 0 done, 1 not done, 2 wrong command line. What destroys asks first; --yes answers.`;

/** In the order of the help. */
const ownCommands = [
  addDoctorCommand,
  addMigrateCommands,
  addCreateUserCommand,
  addSetPasswordCommand,
  addResetLinkCommand,
  addDeactivateCommand,
  addActivateCommand,
  addSecondFactorCommands,
  addTokensCommands,
  addUnlockCommand,
  addMailsCommands,
  addTestMailCommand,
  addAuditCommand,
  addPurgeCommand,
  addKeysCommands,
];

/**
 * Runs one command line, with everything that it prints escaped.
 *
 * @returns the exit code: 0 when it was done; 1 when it was not, after one line that says what to do; 2 when the
 * command line is wrong.
 */
export async function runCli(args: readonly string[], process: CliProcess): Promise<number> {
  const streams = { out: escapeStream(process.out), err: escapeStream(process.err) };
  const code = await runCommand(args, { ...process, ...streams, screen: process.err });
  await Promise.allSettled(Object.values(streams).map((stream) => finished(stream.end())));
  return streams.out.errored === null ? code : exitCodes.failed;
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("levelup")
    .description("Level Up: accounts and tokens. Settings come from the environment, as the server's do.")
    .helpCommand(false)
    .addHelpText("after", help)
    .showHelpAfterError(usageHint)
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      outputError: (text, write) => write(withoutValues(text)),
    })
    .exitOverride();
  for (const add of [...ownCommands, ...terminal.commands]) add(program, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (error instanceof NegativeAnswer || terminal.out.errored !== null) return exitCodes.failed;
    if (error instanceof UsageError) {
      terminal.err.write(`error: ${error.message}\n${usageHint}\n`);
      return exitCodes.usage;
    }
    terminal.err.write(`${escapeLine(describeFailure(error))}\n`);
    return exitCodes.failed;
  }
}

/** Removes values from Commander's errors: `-phunter2`, `--pass=hunter2` or an argument too many may be a password. */
function withoutValues(text: string): string {
  return text
    .replace(/(unknown option '--[\w-]+)=.*'/s, "$1=…'")
    .replace(/(unknown option '-[^-]).*'/s, "$1…'")
    .replace(/( but got \d+): .*$/s, "$1.\n")
    .replace(/ argument '.*' is invalid\./s, " is invalid.");
}

/** One line, without a stack or SQL: the driver's own message names the rule that was broken, not the values. */
function describeFailure(error: unknown): string {
  if (error instanceof StartError) return `${error.message} ${error.remedy}`;
  if (error instanceof LevelUpError) return error.message;
  if (isDatabaseUnavailable(error)) {
    return "The database stopped answering, and what was under way is undone. Try again when it answers.";
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
  return `It failed, and what was under way is undone: ${reason}`;
}

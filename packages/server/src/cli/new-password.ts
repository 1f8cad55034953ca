import { type Command, Option } from "commander";
import { StartError } from "../start-error.ts";
import { UsageError } from "./cli-errors.ts";
import { isInteractive, promptHidden } from "./prompt.ts";
import type { Terminal } from "./terminal.ts";

export type PasswordOptions = { password?: string | true; passwordStdin: boolean };

export const passwordHelp = `
The password is asked for, and not shown; in a script, --password-stdin reads it from a pipe. It is never an argument:
the shell's history and the list of processes would keep it.`;

/** Adds the option that reads a password. `--password` exists only to be rejected without repeating its value. */
export function addPasswordOptions(command: Command): Command {
  return command
    .option("--password-stdin", "read the password from standard input, one line", false)
    .addOption(new Option("--password [text]").hideHelp());
}

/** Rejects a password on the command line, before anything else is done. @throws UsageError. */
export function rejectPasswordArgument({ password }: PasswordOptions): void {
  if (password === undefined) return;
  throw new UsageError(
    "A password is never an argument: the shell's history and the list of processes would keep it. If it was a real one, choose another. Leave it out to be asked for it, or use --password-stdin.",
  );
}

/**
 * Reads a new password: twice on a terminal, or one line of standard input.
 *
 * @throws StartError when there is none.
 */
export async function readNewPassword(terminal: Terminal, { passwordStdin }: PasswordOptions): Promise<string> {
  if (passwordStdin) return readLine(terminal);
  if (!isInteractive(terminal)) {
    throw new StartError(
      "There is no terminal to ask for the password on: nothing was done.",
      "Pipe it in, with --password-stdin.",
    );
  }
  const [password = "", again] = await promptHidden(terminal, ["New password: ", "The same again: "]);
  if (password !== again) throw new StartError("The two are not the same: nothing was done.", "Try again.");
  return password;
}

/** More than any password takes. */
const maxBytes = 64 * 1024;

async function readLine({ in: input }: Terminal): Promise<string> {
  if (input.isTTY) {
    throw new StartError("Standard input is a terminal, which would show the password.", "Leave --password-stdin out.");
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of input) {
    pieces.push(Buffer.from(piece));
    bytes += pieces.at(-1)?.length ?? 0;
    if (bytes > maxBytes) throw notOneLine();
  }
  const text = decode(Buffer.concat(pieces));
  const [password = "", ...more] = text.replace(/\r?\n$/, "").split("\n");
  if (password === "" || more.length > 0) throw notOneLine();
  return password;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new StartError("Standard input is not UTF-8: nothing was done.", "Send the password in UTF-8.");
  }
}

function notOneLine(): StartError {
  return new StartError(
    "Standard input does not hold one line: nothing was done.",
    "Send the password alone, with or without a line break after it.",
  );
}

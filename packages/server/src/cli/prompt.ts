import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { StartError } from "../start-error.ts";
import { escapeLine } from "./escape.ts";
import type { Terminal } from "./terminal.ts";

// Not @inquirer/prompts: Ctrl-D leaves its prompt waiting with echo on, Ctrl-Z shows a password, a second pasted line is lost.

/** Tells whether there is a terminal to ask on. */
export function isInteractive({ in: input, screen }: Terminal): boolean {
  return input.isTTY === true && screen.isTTY === true;
}

/**
 * Asks before data is destroyed, unless `--yes` was given.
 *
 * @throws StartError when the answer is no, or there is no terminal to ask on.
 */
export async function confirm(terminal: Terminal, question: string, { yes }: { yes: boolean }): Promise<void> {
  if (yes) return;
  if (!isInteractive(terminal)) {
    throw new StartError(
      "This asks before it destroys, and there is no terminal to ask on: nothing was done.",
      "Add --yes if you mean it.",
    );
  }
  const [reply = ""] = await prompt(terminal, [`${escapeLine(question)} [y/N] `], { hidden: false });
  if (!/^y(es)?$/i.test(reply.trim())) throw new StartError("Nothing was done.", "Only y or yes is a yes.");
}

/** Reads lines that are not shown, one for each prompt. @throws StartError at Ctrl-C and Ctrl-D. */
export async function promptHidden(terminal: Terminal, prompts: string[]): Promise<string[]> {
  return prompt(terminal, prompts, { hidden: true });
}

/**
 * Reads one line for each prompt. Readline puts the terminal into raw mode, in which it shows nothing by itself: what
 * is typed appears only on readline's output, which is discarded for hidden lines.
 */
async function prompt(
  { in: input, screen }: Terminal,
  prompts: string[],
  { hidden }: { hidden: boolean },
): Promise<string[]> {
  const discard = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input, output: hidden ? discard : screen, terminal: true, historySize: 0 });
  // At Ctrl-Z readline would leave raw mode, and the terminal would show what is typed if nothing suspends the process.
  lines.on("SIGTSTP", () => {});
  try {
    return await readLines(lines, prompts, (text) => {
      if (hidden) screen.write(text);
      else {
        lines.setPrompt(text);
        lines.prompt();
      }
    });
  } catch (error) {
    if (!hidden) screen.write("\n");
    throw error;
  } finally {
    lines.close();
    // The line break that was typed is hidden too.
    if (hidden) screen.write("\n");
  }
}

/** Listens from before the first prompt until after the last, because two lines may arrive at once. */
function readLines(lines: Interface, prompts: string[], show: (text: string) => void): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const replies: string[] = [];
    const next = () => {
      const text = prompts[replies.length];
      if (text === undefined) resolve(replies);
      else show(replies.length === 0 ? text : `\n${text}`);
    };
    const cancel = () => reject(new StartError("Cancelled.", "Nothing was done."));
    lines.on("line", (line) => {
      replies.push(line);
      next();
    });
    lines.once("SIGINT", cancel);
    lines.once("close", cancel);
    next();
  });
}

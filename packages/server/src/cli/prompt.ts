import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { StartError } from "../start-error.ts";
import type { Terminal } from "./terminal.ts";

/** Whether somebody is there who can be asked. */
export function isInteractive({ in: input, err }: Terminal): boolean {
  return input.isTTY === true && err.isTTY === true;
}

/**
 * Asks before something is lost, unless `--yes` has answered already.
 *
 * @throws StartError when the answer is no, or nobody is there to give one.
 */
export async function confirm(terminal: Terminal, question: string, { yes }: { yes: boolean }): Promise<void> {
  if (yes) return;
  if (!isInteractive(terminal)) {
    throw new StartError(
      "This asks before it destroys, and there is no terminal to ask on: nothing was done.",
      "Add --yes if you mean it.",
    );
  }
  const [said = ""] = await ask(terminal, [`${question} [y/N] `], { hidden: false });
  if (!/^y(es)?$/i.test(said.trim())) throw new StartError("Nothing was done.", "Only y or yes is a yes.");
}

/** Asks for texts that nobody shall read over a shoulder, one after the other. @throws StartError at Ctrl-C and Ctrl-D. */
export async function askHidden(terminal: Terminal, prompts: string[]): Promise<string[]> {
  return ask(terminal, prompts, { hidden: true });
}

/**
 * One line for each prompt. Readline puts the terminal into raw mode, which shows nothing by itself; what is typed is
 * shown by readline's output, which for hidden texts goes nowhere.
 */
async function ask(terminal: Terminal, prompts: string[], { hidden }: { hidden: boolean }): Promise<string[]> {
  const { in: input, err } = terminal;
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input, output: hidden ? nowhere : err, terminal: true, historySize: 0 });
  // Readline would leave raw mode for a Ctrl-Z; where nothing then stops the process, what is typed would be shown.
  lines.on("SIGTSTP", () => {});
  try {
    return await collect(lines, prompts, (prompt) => {
      if (hidden) err.write(prompt);
      else {
        lines.setPrompt(prompt);
        lines.prompt();
      }
    });
  } catch (error) {
    if (!hidden) err.write("\n");
    throw error;
  } finally {
    lines.close();
    // The line break that was typed is hidden too.
    if (hidden) err.write("\n");
  }
}

/** Listens from before the first prompt to after the last: two lines may come at once. */
function collect(lines: Interface, prompts: string[], show: (prompt: string) => void): Promise<string[]> {
  const cancelled = () => new StartError("Cancelled.", "Nothing was done.");
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const next = () => {
      const prompt = prompts[said.length];
      if (prompt === undefined) resolve(said);
      else show(said.length === 0 ? prompt : `\n${prompt}`);
    };
    lines.on("line", (line) => {
      said.push(line);
      next();
    });
    lines.once("SIGINT", () => reject(cancelled()));
    lines.once("close", () => reject(cancelled()));
    next();
  });
}

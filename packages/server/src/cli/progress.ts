import { escapeLine } from "./escape.ts";
import { formatCount } from "./output.ts";
import type { Terminal } from "./terminal.ts";

export type Progress = {
  /** Draws how much is done, of how much where that is known. */
  show(what: string, done: number, of: number | null): void;
  clear(): void;
};

const barWidth = 30;
const redrawMs = 100;
const clearLine = "\r\x1b[2K";

/** Creates a line that shows the progress of a command on a terminal; without a terminal it shows nothing. */
export function createProgress({ screen }: Terminal): Progress {
  if (screen.isTTY !== true) return { show() {}, clear() {} };
  let drawnAt = 0;
  return {
    show(what, done, of) {
      if (performance.now() - drawnAt < redrawMs) return;
      drawnAt = performance.now();
      const share = of === null || of === 0 ? null : Math.min(done / of, 1);
      const bar = share === null ? "" : ` [${"#".repeat(Math.round(share * barWidth)).padEnd(barWidth)}]`;
      const total = of === null ? "" : ` of ${formatCount(of)}`;
      screen.write(`${clearLine}${escapeLine(what)}${bar} ${formatCount(done)}${total}`);
    },
    clear() {
      screen.write(clearLine);
    },
  };
}

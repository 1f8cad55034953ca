import type { Readable, Writable } from "node:stream";
import type { Command } from "commander";
import type { DatabaseSettings } from "../db/database.settings.ts";
import type { Database } from "../db/database.ts";
import type { Check } from "../doctor/doctor.ts";

/** What a command sees of the process that it runs in. */
export type Terminal = {
  readonly env: Record<string, string | undefined>;
  /** Who runs it, by the operating system's name, for the audit. */
  readonly user: string;
  openDatabase(settings: DatabaseSettings): Promise<Database>;
  /** What adds further commands, in the order of the help. */
  readonly commands: readonly ((program: Command, terminal: Terminal) => void)[];
  /** Further checks of `doctor`. */
  readonly checks: readonly Check[];
  readonly in: Readable & { readonly isTTY?: boolean };
  /** The answer. */
  readonly out: Writable;
  /** Everything else: progress, questions, what went wrong. */
  readonly err: Writable & { readonly isTTY?: boolean };
};

const barWidth = 30;
const redrawMs = 100;

/** A line on a terminal that tells how far the work is; nothing where no terminal is. */
export function createProgress({ err }: Terminal): {
  show(what: string, done: number, of: number | null): void;
  clear(): void;
} {
  if (err.isTTY !== true) return { show() {}, clear() {} };
  let drawnAt = 0;
  return {
    show(what, done, of) {
      if (performance.now() - drawnAt < redrawMs) return;
      drawnAt = performance.now();
      const share = of === null || of === 0 ? null : Math.min(done / of, 1);
      const bar = share === null ? "" : ` [${"#".repeat(Math.round(share * barWidth)).padEnd(barWidth)}]`;
      err.write(`\r\x1b[2K${what}${bar} ${formatCount(done)}${of === null ? "" : ` of ${formatCount(of)}`}`);
    },
    clear() {
      err.write("\r\x1b[2K");
    },
  };
}

/** 1,234,567 */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** Columns side by side: the first to the left, the others, numbers, to the right; or all of them to the left. */
export function formatTable(rows: readonly (readonly string[])[], { numbers = true } = {}): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numbers && column > 0 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

/** The answer: for a program as JSON, for a person in words. */
export function answer({ out }: Terminal, json: boolean, value: object, words: string): void {
  out.write(json ? `${JSON.stringify(value)}\n` : words);
}

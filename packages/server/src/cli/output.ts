import { escapeLine } from "./escape.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the answer of a command: `value` as JSON for a program, or `words` for a person. */
export function answer({ out }: Terminal, json: boolean, value: object, words: string): void {
  out.write(json ? `${JSON.stringify(value)}\n` : words);
}

/** 1,234,567 */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/**
 * Formats rows as aligned columns. The first column is aligned to the left and the others, numbers, to the right; with
 * `numbers: false` all of them to the left.
 */
export function formatTable(rows: readonly (readonly string[])[], { numbers = true } = {}): string {
  const cells = rows.map((row) => row.map(escapeLine));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
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

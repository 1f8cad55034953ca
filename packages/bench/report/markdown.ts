import { type Detail, type Finding, isMet, ratioOf, type Target } from "./finding.ts";
import { short, spread } from "./numbers.ts";

/** A table in Markdown, readable in a terminal too: its columns are as wide as what is in them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}

/** The table of results: median, then least and most of the rounds in brackets. */
export function findingsTable(findings: readonly Finding[]): string {
  return table(
    ["what", "measured", "beside it", "ratio", "target", "met"],
    findings.map((finding) => {
      const { what, ours, beside, target } = finding;
      const ratio = ratioOf(finding);
      return [
        what,
        `${ours.name}: ${spread(ours.values)} ${ours.unit}`,
        beside === undefined ? "" : `${beside.name}: ${spread(beside.values)} ${beside.unit}`,
        ratio === null ? "" : `${short(ratio.median)} (${short(ratio.low)}–${short(ratio.high)})`,
        targetText(target, ours.unit),
        isMet(finding) ? "yes" : "no",
      ];
    }),
  );
}

function targetText(target: Target, unit: string): string {
  const bound = "atLeast" in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  return target.of === "ratio" ? `${bound} times` : `${bound} ${unit}`;
}

export function detailText({ title, head, rows }: Detail): string {
  return `### ${title}\n\n${table(head, rows)}`;
}

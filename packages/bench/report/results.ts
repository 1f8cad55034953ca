import { barChart } from "./chart.ts";
import type { Measured } from "./finding.ts";
import { detailText, findingsTable } from "./markdown.ts";

export type Circumstances = {
  about: readonly string[];
  leftOut: ReadonlyMap<string, string>;
  failed: readonly string[];
  rounds: number;
  quick: boolean;
  /** Links to further files. */
  seeAlso: readonly string[];
};

/** RESULTS.md. */
export function resultsText(measured: readonly Measured[], circumstances: Circumstances): string {
  const { about, leftOut, failed, rounds, quick, seeAlso } = circumstances;
  const findings = measured.flatMap((one) => one.findings);
  const details = measured.flatMap(({ details = [] }) => details);
  const notes = measured.flatMap(({ notes = [] }) => notes);
  const parts = [
    "# What was measured",
    "Written by `npm run bench`, in one run on one machine: [how](README.md). Only the ratios hold for other machines.",
    quick ? "**A quick run: it shows that the bench works; its figures mean nothing.**" : "",
    findingsTable(findings),
    `Each figure is the median of up to ${rounds} rounds, with the lowest and the highest in parentheses. The contenders took turns; ratios are taken round by round. Every server ran with \`NODE_ENV=production\`, logs as it does by default, and writes them to /dev/null.`,
    ...seeAlso,
    ...details.map(detailText),
    notes.length === 0 ? "" : `## Notes\n\n${notes.map((note) => `- ${note}`).join("\n")}`,
    `## The machine\n\n${about.map((line) => `- ${line}`).join("\n")}`,
    leftOut.size === 0
      ? ""
      : `## Left out\n\n${[...leftOut].map(([what, remedy]) => `- ${what}: to measure it, ${remedy}`).join("\n")}`,
    failed.length === 0 ? "" : `## Could not be measured\n\n${failed.map((name) => `- ${name}`).join("\n")}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** results.svg. */
export function chartOf(measured: readonly Measured[], { quick }: Pick<Circumstances, "quick">): string {
  const groups = measured
    .flatMap(({ bars = [] }) => bars)
    .map((group) => (quick ? { ...group, title: `Quick run: ${group.title}` } : group));
  const description = groups
    .map(
      ({ title, unit, bars }) =>
        `${title}: ${bars.map(({ name, value }) => `${name} ${Math.round(value)}${unit}`).join(", ")}.`,
    )
    .join(" ");
  return barChart(groups, description);
}

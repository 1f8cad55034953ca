import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { escapeLine, formatCount, formatTable, type Terminal } from "@levelup/server/cli";
import type { Counts, ImportReport } from "./report.ts";
import { kinds } from "./source.ts";

/** Prints the report as JSON, note by note: those of a large source may be more than one string holds. */
export async function printJson({ notes, ...report }: ImportReport, { out }: Terminal): Promise<void> {
  function* pieces() {
    yield `${JSON.stringify(report).slice(0, -1)},"notes":[`;
    let separator = "\n";
    for (const note of notes) {
      yield separator + JSON.stringify(note);
      separator = ",\n";
    }
    yield "\n]}\n";
  }
  await pipeline(Readable.from(pieces()), out, { end: false });
}

const outcomes = ["read", "taken", "updated", "unchanged", "kept", "refused"] as const satisfies (keyof Counts)[];

/** More than fit on a screen are for a program to read. */
const listedNotes = 20;

/** Prints the report as a table and sentences. */
export function printTable(report: ImportReport, { out }: Terminal): void {
  const { source, dryRun, counts, tokensEnded } = report;
  const lines = [
    `${dryRun ? "Would take" : "Took"} from ${source}:`,
    "",
    ...formatTable([
      ["", ...outcomes],
      ...kinds.flatMap((kind) => {
        const ofKind = counts[kind];
        return ofKind === undefined ? [] : [[kind, ...outcomes.map((name) => formatCount(ofKind[name]))]];
      }),
    ])
      .trimEnd()
      .split("\n"),
    "",
    ...(tokensEnded > 0
      ? [
          `${formatCount(tokensEnded)} imported tokens that Django has ended ${dryRun ? "would end" : "ended"} here too.`,
        ]
      : []),
    ...describeNotes(report),
    ...describeLeftovers(report),
    ...(dryRun ? ["Dry run: nothing was written."] : []),
  ];
  out.write(lines.map((line) => `${escapeLine(line)}\n`).join(""));
}

function describeNotes({ reasons, notes }: ImportReport): string[] {
  const more = notes.length - listedNotes;
  return [
    ...reasons.map(({ kind, outcome, reason, count }) => `${kind} ${outcome}, ${reason}: ${formatCount(count)}`),
    ...(notes.length > 0 ? [""] : []),
    ...notes.slice(0, listedNotes).map(({ kind, id, user, outcome, message }) => {
      const which = id === null ? `${kind} of user ${user}` : `${kind} ${id}`;
      return `${which} ${outcome}: ${message}`;
    }),
    ...(more > 0 ? [`… and ${formatCount(more)} more: --json has them all.`] : []),
    ...(notes.length > 0 ? [""] : []),
  ];
}

function describeLeftovers({ absent, leftAlone, packages }: ImportReport): string[] {
  return [
    ...absent.map((what) => `No ${what}`),
    ...leftAlone.map((what) => `Left alone: ${what}.`),
    ...packages.map((what) => `Note on ${what}`),
  ];
}

import type { Command } from "commander";
import { systemClock } from "../clock.ts";
import { examine } from "../doctor/doctor.ts";
import type { Finding } from "../doctor/finding.ts";
import { NegativeAnswer } from "./cli-errors.ts";
import { assertDatabaseExists, withDatabase } from "./operator.ts";
import { answer, formatTable } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup doctor
  levelup doctor --json

Run it with the server's own environment. The exit code is 1 when there is an error; warnings do not change it.`;

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command("doctor")
    .description("Look at settings and database, and say what to do about what is wrong")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((options: { json: boolean }) => run(options, terminal));
}

async function run({ json }: { json: boolean }, terminal: Terminal): Promise<void> {
  const findings = await examine(terminal.env, {
    clock: systemClock,
    checks: terminal.checks,
    withDatabase: (settings, work) => {
      assertDatabaseExists(settings);
      return withDatabase(terminal, settings, work);
    },
  });
  const isWell = findings.every(({ level }) => level !== "error");
  answer(terminal, json, { ok: isWell, findings }, describe(findings));
  if (!isWell) throw new NegativeAnswer();
}

/** Prints the remedy below the message: two sentences side by side are hard to read. */
function describe(findings: Finding[]): string {
  const rows = findings.map(({ level, check }) => [level, check]);
  const heads = formatTable(rows, { numbers: false }).split("\n");
  const width = Math.max(...heads.map((head) => head.length));
  return findings
    .map(({ message, remedy }, index) => {
      const first = `${heads[index]?.padEnd(width)}  ${message}\n`;
      return remedy === null ? first : `${first}${" ".repeat(width)}  → ${remedy}\n`;
    })
    .join("");
}

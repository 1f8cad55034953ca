import type { Command } from "commander";
import { withOperator } from "./operator.ts";
import { readWholeNumber } from "./parsers.ts";
import { confirm } from "./prompt.ts";
import { answer, createProgress, formatCount, type Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup purge
  levelup purge --audit-older-than 400 --yes --json

It goes in small steps while servers run, and can be repeated when it was interrupted. Run it once a day.`;

type Options = { auditOlderThan?: string; yes: boolean; json: boolean };

const dayMs = 24 * 60 * 60 * 1000;
const maxDays = 36_500;

export function addPurgeCommand(program: Command, terminal: Terminal): void {
  program
    .command("purge")
    .description("Delete tokens that have expired and, if asked to, old audit rows")
    .option("--audit-older-than <days>", "audit rows older than so many days, too; asks first")
    .option("--yes", "do it without a question", false)
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((options: Options) => run(options, terminal));
}

async function run({ auditOlderThan, yes, json }: Options, terminal: Terminal): Promise<void> {
  const days = auditOlderThan === undefined ? null : readWholeNumber("--audit-older-than", auditOlderThan, 1, maxDays);
  const before = days === null ? null : new Date(Date.now() - days * dayMs);
  await withOperator(terminal, async ({ services, request }) => {
    if (before !== null) await confirm(terminal, `Delete all audit rows from before ${before.toISOString()}?`, { yes });
    const progress = createProgress(terminal);
    const show = (what: string) => (done: number) => progress.show(what, done, null);
    try {
      const tokens = await services.tokens.purge(request, show("expired tokens"));
      const auditRows = before === null ? 0 : await services.audit.purge(before, request, show("audit rows"));
      progress.clear();
      const rows = before === null ? "" : ` and ${formatCount(auditRows)} audit rows`;
      answer(terminal, json, { tokens, auditRows }, `Deleted ${formatCount(tokens)} expired tokens${rows}.\n`);
    } catch (error) {
      progress.clear();
      throw error;
    }
  });
}

import type { Command } from "commander";
import { withOperator } from "./operator.ts";
import { answer, formatCount } from "./output.ts";
import { parseWholeNumber } from "./parsers.ts";
import { createProgress } from "./progress.ts";
import { confirm } from "./prompt.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup purge
  levelup purge --audit-older-than 400 --yes --json

It works in small steps while servers run, and can be repeated after an interruption. Run it once a day.`;

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
  const days = auditOlderThan === undefined ? null : parseWholeNumber("--audit-older-than", auditOlderThan, 1, maxDays);
  const before = days === null ? null : new Date(Date.now() - days * dayMs);
  await withOperator(terminal, async ({ services, request }) => {
    if (before !== null) await confirm(terminal, `Delete all audit rows from before ${before.toISOString()}?`, { yes });
    const progress = createProgress(terminal);
    const show = (what: string) => (done: number) => progress.show(what, done, null);
    const purge = async () => {
      const tokens = await services.tokens.purge(request, show("expired tokens"));
      const auditRows = before === null ? 0 : await services.audit.purge(before, request, show("audit rows"));
      return { tokens, auditRows };
    };
    const purged = await purge().finally(() => progress.clear());
    const rows = before === null ? "" : ` and ${formatCount(purged.auditRows)} audit rows`;
    answer(terminal, json, purged, `Deleted ${formatCount(purged.tokens)} expired tokens${rows}.\n`);
  });
}

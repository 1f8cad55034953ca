import type { Command } from "commander";
import type { MailDescription } from "../mail/mail-operator.service.ts";
import { withOperator } from "./operator.ts";
import { answer, formatTable } from "./output.ts";
import { parseWholeNumber } from "./parsers.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup mails list
  levelup mails list --limit 1000 --json

Oldest first. What a mail says is decided when it is sent, so that there is no text to show.`;

const maxLimit = 10_000;

type Options = { limit: string; json: boolean };

export function addMailsListCommand(group: Command, terminal: Terminal): void {
  group
    .command("list")
    .description("List the mails that wait")
    .option("--limit <mails>", "at most so many", "100")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((options: Options) => run(options, terminal));
}

async function run({ limit, json }: Options, terminal: Terminal): Promise<void> {
  const atMost = parseWholeNumber("--limit", limit, 1, maxLimit);
  await withOperator(terminal, async ({ services }) => {
    const mails = await services.mails.list(atMost);
    answer(terminal, json, mails, mails.length === 0 ? "No mail waits.\n" : table(mails));
  });
}

function table(mails: MailDescription[]): string {
  const rows = mails.map(({ id, kind, userId, at, attempts, nextAt, expiresAt }) => [
    String(id),
    kind,
    userId === null ? "-" : String(userId),
    at,
    String(attempts),
    nextAt,
    expiresAt,
  ]);
  const titles = ["id", "kind", "account id", "queued", "attempts", "next attempt", "given up"];
  return formatTable([titles, ...rows], { numbers: false });
}

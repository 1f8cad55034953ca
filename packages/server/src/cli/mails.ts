import type { Command } from "commander";
import type { MailDescription } from "../mail/mail-operator.service.ts";
import { NegativeAnswer } from "./cli-errors.ts";
import { withOperator } from "./operator.ts";
import { answer, formatCount, formatTable } from "./output.ts";
import { parseWholeNumber } from "./parsers.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup mails list
  levelup mails retry
  levelup mails retry 17`;

const listHelp = `
Oldest first. What a mail says is decided when it is sent, so that there is no text to show.`;

const retryHelp = `
A running server sends them within 15 seconds. Mails that are due within two minutes are left alone.`;

const maxLimit = 10_000;
const maxId = Number.MAX_SAFE_INTEGER;

export function addMailsCommand(program: Command, terminal: Terminal): void {
  const group = program
    .command("mails")
    .description("List the mails that wait to be sent, and try them again")
    .helpCommand(false)
    .addHelpText("after", help);
  group
    .command("list")
    .description("List the mails that wait")
    .option("--limit <mails>", "at most so many", "100")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", listHelp)
    .action((options: { limit: string; json: boolean }) => runList(options, terminal));
  group
    .command("retry [id]")
    .description("Try a mail again now, or all of them")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", retryHelp)
    .action((id: string | undefined, options: { json: boolean }) => runRetry(id, options, terminal));
}

async function runList({ limit, json }: { limit: string; json: boolean }, terminal: Terminal): Promise<void> {
  const atMost = parseWholeNumber("--limit", limit, 1, maxLimit);
  await withOperator(terminal, async ({ services }) => {
    const mails = await services.mails.list(atMost);
    answer(terminal, json, mails, mails.length === 0 ? "No mail waits.\n" : table(mails));
  });
}

async function runRetry(text: string | undefined, { json }: { json: boolean }, terminal: Terminal): Promise<void> {
  const id = text === undefined ? null : parseWholeNumber("The id", text, 1, maxId);
  await withOperator(terminal, async ({ services, request }) => {
    const mails = await services.mails.retry(id, request);
    answer(terminal, json, { mails }, `${formatCount(mails)} to be tried again.\n`);
    if (mails === 0 && id !== null) throw new NegativeAnswer();
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

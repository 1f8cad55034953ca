import type { Command } from "commander";
import { NegativeAnswer } from "./cli-errors.ts";
import { withOperator } from "./operator.ts";
import { answer, formatCount } from "./output.ts";
import { parseWholeNumber } from "./parsers.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup mails retry
  levelup mails retry 17

A running server sends them within 15 seconds. Mails that are due within two minutes are left alone.`;

export function addMailsRetryCommand(group: Command, terminal: Terminal): void {
  group
    .command("retry")
    .description("Try a mail again now, or all of them")
    .argument("[mail-id]", "a mail's id in the list")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((mailId: string | undefined, options: { json: boolean }) => run(mailId, options, terminal));
}

async function run(mailId: string | undefined, { json }: { json: boolean }, terminal: Terminal): Promise<void> {
  const id = mailId === undefined ? null : parseWholeNumber("The mail's id", mailId, 1, Number.MAX_SAFE_INTEGER);
  await withOperator(terminal, async ({ services, request }) => {
    const mails = await services.mails.retry(id, request);
    answer(terminal, json, { mails }, `${formatCount(mails)} to be tried again.\n`);
    if (mails === 0 && id !== null) throw new NegativeAnswer();
  });
}

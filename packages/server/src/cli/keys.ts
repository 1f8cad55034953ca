import type { Command } from "commander";
import { NegativeAnswer } from "./cli-errors.ts";
import { withOperator } from "./operator.ts";
import { answer, formatCount } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup keys rotate`;

const rotateHelp = `
Examples:
  levelup keys rotate
  levelup keys rotate --json

To replace a key: put the new one in front of ENCRYPTION_KEYS on every replica and restart them, run this, then take the old
one out. It can be repeated.`;

export function addKeysCommands(program: Command, terminal: Terminal): void {
  program
    .command("keys")
    .description("Encrypt the seeds of authenticator apps with the first of ENCRYPTION_KEYS")
    .helpCommand(false)
    .addHelpText("after", help)
    .command("rotate")
    .description("Encrypt every seed anew that another key encrypted")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", rotateHelp)
    .action((options: { json: boolean }) => rotate(options, terminal));
}

async function rotate({ json }: { json: boolean }, terminal: Terminal): Promise<void> {
  await withOperator(terminal, async ({ services, request }) => {
    const counts = await services.secondFactor.rotateKeys(request);
    const unreadable =
      counts.unreadable === 0
        ? ""
        : `Accounts whose key is not in ENCRYPTION_KEYS: ${formatCount(counts.unreadable)}. Add it, and repeat this.\n`;
    answer(terminal, json, counts, `Encrypted anew: ${formatCount(counts.rotated)} accounts.\n${unreadable}`);
    if (counts.unreadable > 0) throw new NegativeAnswer();
  });
}

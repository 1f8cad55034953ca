import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import pino from "pino";
import { systemClock } from "../clock.ts";
import { logOptions } from "../log/log.ts";
import { composeMail, paragraph } from "../mail/compose-mail.ts";
import { describeDeliveryFailure } from "../mail/describe-failure.ts";
import { isMailAddress, type MailSettings } from "../mail/mail.settings.ts";
import { createMailTransport } from "../mail/mail-transport.ts";
import { DeliveryError } from "../mail/outgoing-mail.ts";
import { say } from "../mail/phrase.ts";
import { readSettings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import { UsageError } from "./cli-errors.ts";
import { answer } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup test-mail you@example.com

Run it with the server's own environment. It needs no database.`;

export function addTestMailCommand(program: Command, terminal: Terminal): void {
  program
    .command("test-mail <address>")
    .description("Send a mail that says nothing, to see whether mails arrive")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((address: string, options: { json: boolean }) => run(address, options, terminal));
}

async function run(address: string, { json }: { json: boolean }, terminal: Terminal): Promise<void> {
  if (!isMailAddress(address)) throw new UsageError("The address is one that mail can be sent to, as ada@example.com.");
  const { mail: settings } = readSettings(terminal.env);
  await send(settings, address, terminal);
  const { delivery } = settings;
  const words =
    delivery?.by === "files"
      ? `Written to ${delivery.folder}.\n`
      : "The mail server has taken it. Look for it in the mailbox, and in its spam folder.\n";
  answer(terminal, json, { delivery: delivery?.by }, words);
}

/** @throws StartError when it does not get there. */
async function send(settings: MailSettings, address: string, { err }: Terminal): Promise<void> {
  const transport = createMailTransport(settings, pino(logOptions("warn"), err));
  if (transport === null) {
    throw new StartError(
      "No mails are sent by these settings.",
      "Set SMTP_URL and PUBLIC_URL; docs/mail.md has examples.",
    );
  }
  const { appName, from, publicUrl: url } = settings;
  const content = composeMail(
    { subject: `A test mail from ${appName}`, blocks: [paragraph(say`Mails from ${appName} arrive here.`)] },
    { appName, url, link: url },
  );
  const mail = { id: randomUUID(), kind: "test", date: systemClock.now(), from, to: { name: "", address }, ...content };
  try {
    await transport.deliver(mail, new AbortController().signal);
  } catch (failure) {
    if (!(failure instanceof DeliveryError)) throw failure;
    const { what, remedy } = describeDeliveryFailure(failure);
    throw new StartError(what, remedy, { cause: failure });
  }
}

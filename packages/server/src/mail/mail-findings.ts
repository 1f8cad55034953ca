import type { Clock } from "../clock.ts";
import type { Check } from "../doctor/doctor.ts";
import { error, type Finding, ok, warning } from "../doctor/finding.ts";
import { isLoopback } from "../settings/is-loopback.ts";
import type { Settings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import { describeDeliveryFailure } from "./describe-failure.ts";
import { Mail } from "./mail.entity.ts";
import type { MailSettings } from "./mail.settings.ts";
import { readMailTemplates } from "./mail-templates.ts";
import { DeliveryError } from "./outgoing-mail.ts";
import { createSmtpTransport } from "./smtp-transport.ts";

/** Whether mails can go out, and whether their links are good. */
export async function mailFindings({ mail, http }: Settings): Promise<Finding[]> {
  return [await delivery(mail), ...links(mail, http), ...(await templates(mail))];
}

async function delivery({ delivery: way }: MailSettings): Promise<Finding> {
  if (way === null) {
    const what = "No mails are sent: a forgotten password takes an operator.";
    return warning("mail", what, "Set SMTP_URL and PUBLIC_URL; docs/mail.md has examples.");
  }
  if (way.by === "files") return ok("mail", `Mails are written to ${way.folder}.`);
  try {
    await createSmtpTransport(way.url).verify();
  } catch (failure) {
    if (!(failure instanceof DeliveryError)) throw failure;
    const { what, remedy } = describeDeliveryFailure(failure);
    return error("mail", what, remedy);
  }
  const { host } = new URL(way.url.reveal());
  return ok("mail", `The mail server at ${host} answers. The sender's SPF and DKIM records are not looked up.`);
}

function links({ publicUrl, delivery: way }: MailSettings, { host }: Settings["http"]): Finding[] {
  const url = new URL(publicUrl);
  if (way === null || url.protocol === "https:") return [];
  if (isLoopback(host) && isLoopback(url.hostname)) return [];
  const what = `PUBLIC_URL is ${publicUrl}: links in mails lead to a page without TLS.`;
  return [warning("public-url", what, "Set PUBLIC_URL to the https URL of the web app.")];
}

async function templates({ templates: folder }: MailSettings): Promise<Finding[]> {
  try {
    await readMailTemplates(folder);
    return [];
  } catch (failure) {
    if (!(failure instanceof StartError)) throw failure;
    return [error("mail-templates", failure.message, failure.remedy)];
  }
}

const maxMinutes = 15;

/** Whether mails have waited for longer than a mail server should take. */
export function oldMailsFinding(clock: Clock): Check {
  return async (database) => {
    const before = new Date(clock.now().getTime() - maxMinutes * 60_000);
    const count = await database.fork().count(Mail, { at: { $lt: before } });
    if (count === 0) return ok("mails", `None has waited for more than ${maxMinutes} minutes.`);
    const what = `${count} mails have waited for more than ${maxMinutes} minutes.`;
    return warning("mails", what, "Look at `levelup mails list` and the log, then run `levelup mails retry`.");
  };
}

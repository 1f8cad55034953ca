import type { Logger } from "pino";
import { createFileTransport } from "./file-transport.ts";
import type { MailSettings } from "./mail.settings.ts";
import type { MailTransport } from "./outgoing-mail.ts";
import { createSmtpTransport } from "./smtp-transport.ts";

/** The transport that the settings name; null for none. */
export function createMailTransport({ delivery }: MailSettings, log: Logger): MailTransport | null {
  if (delivery === null) return null;
  return delivery.by === "smtp" ? createSmtpTransport(delivery.url) : createFileTransport(delivery.folder, log);
}

import type { DeliveryError } from "./outgoing-mail.ts";

/** What is wrong with the mail server or its settings, and what to do about it. */
export function describeDeliveryFailure({ code, message }: DeliveryError): { what: string; remedy: string } {
  return { what: `The mail server does not do its part (${message}).`, remedy: remedies.get(code) ?? unreachable };
}

const unreachable = "Check host and port in SMTP_URL, and whether a firewall lets this machine out to it.";
const notAccepted = "Check that it may send for the address in MAIL_FROM, and that the recipient exists.";

const remedies = new Map([
  ["EAUTH", "Check name and password in SMTP_URL; write @ in them as %40, and / as %2F."],
  [
    "ETLS",
    "It must have TLS and a certificate for its name: smtp:// upgrades with STARTTLS, smtps:// begins with TLS.",
  ],
  ["EENVELOPE", notAccepted],
  ["EMESSAGE", notAccepted],
]);

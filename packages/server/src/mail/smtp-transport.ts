import type { NodemailerError, SMTPTransportOptions } from "nodemailer";
import { isLoopback } from "../settings/is-loopback.ts";
import type { Secret } from "../settings/secret.ts";
import { toMessage } from "./mail-message.ts";
import { DeliveryError, type MailTransport } from "./outgoing-mail.ts";

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Sends mails to an SMTP server, on a connection for each. */
export function createSmtpTransport(url: Secret): MailTransport & {
  /** Connects and logs in. @throws DeliveryError. */
  verify(): Promise<void>;
} {
  async function open() {
    // It takes 0.4 s to load, and many starts send no mail.
    const { createTransport } = await import("nodemailer");
    return createTransport(smtpOptions(new URL(url.reveal())));
  }
  let opened: ReturnType<typeof open> | undefined;
  function transporter() {
    opened ??= open();
    return opened;
  }
  return {
    async deliver(mail, signal) {
      const { text, html } = mail;
      const smtp = await transporter();
      await smtp.sendMail({ ...toMessage(mail), text, ...(html === null ? {} : { html }), signal }).catch(rethrow);
    },
    async verify() {
      const smtp = await transporter();
      await smtp.verify().catch(rethrow);
    },
  };
}

function smtpOptions({ protocol, hostname, port, username, password }: URL): SMTPTransportOptions {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isOwnMachine = isLoopback(host);
  const secure = protocol === "smtps:";
  return {
    host,
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    // No password and no link crosses a network in clear text. On this machine a self-signed certificate will do.
    requireTLS: !secure && !isOwnMachine,
    tls: { rejectUnauthorized: !isOwnMachine },
    ...(username === "" ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...timeouts,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The sender, the recipient or the content was refused. Anything else is about the connection, and may pass. */
const aboutTheMail = new Set(["EENVELOPE", "EMESSAGE"]);

function rethrow({ code = "ESOCKET", responseCode }: NodemailerError): never {
  throw new DeliveryError(code, {
    isFinal: aboutTheMail.has(code) && (responseCode === undefined || responseCode >= 500),
    smtpCode: responseCode ?? null,
  });
}

import type { MailContent } from "./compose-mail.ts";
import type { MailAddress } from "./prepared-mail.ts";

/** A mail that is ready to go. */
export type OutgoingMail = MailContent & {
  /** The same at every attempt, so that a mailbox can tell that it has the mail already. */
  id: string;
  kind: string;
  date: Date;
  from: MailAddress;
  to: MailAddress;
};

/** What takes mails to where they go. */
export type MailTransport = {
  /** @throws DeliveryError. Any other error is worth another attempt, too. */
  deliver(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
};

/**
 * Why a mail did not go out. Its message holds nothing that the mail server said: some servers repeat the mail, and with
 * it the link.
 */
export class DeliveryError extends Error {
  override name = "DeliveryError";
  /** Where it went wrong, as nodemailer calls it: EAUTH, EENVELOPE, ETIMEDOUT, … */
  readonly code: string;
  /** Whether another attempt would end the same way. */
  readonly isFinal: boolean;
  /** The mail server's reply code; null when it did not come to one. */
  readonly smtpCode: number | null;

  constructor(code: string, { isFinal, smtpCode }: { isFinal: boolean; smtpCode: number | null }) {
    super(smtpCode === null ? code : `${code}, SMTP ${smtpCode}`);
    this.code = code;
    this.isFinal = isFinal;
    this.smtpCode = smtpCode;
  }
}

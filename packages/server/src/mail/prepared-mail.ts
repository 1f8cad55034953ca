import type { Em } from "../db/database.ts";
import type { Mail } from "./mail.entity.ts";
import type { MailTextName, mailTexts } from "./texts/index.ts";

/** A person's name and address. */
export type MailAddress = { name: string; address: string };

/** What a mail says and to whom: the name of a text, and its values. */
export type PreparedMail = {
  [Name in MailTextName]: { to: MailAddress; text: Name; values: (typeof mailTexts)[Name]["example"] };
}[MailTextName];

/**
 * For each kind of mail, what decides at the time of sending what it says and to whom. It runs in a transaction of its
 * own, which is committed before the mail goes out: there it looks up the account and writes the digest of a link's
 * code. It runs again when sending has failed. With an empty list there is nothing to send, and the mail is done.
 *
 * A kind that finds several accounts queues a mail for each (`queueMail(em, …)`) and returns an empty list: then each is
 * tried again by itself. Mails of one list are sent one after the other, and all of them again when one fails.
 */
export type MailKinds = Readonly<Record<string, (em: Em, mail: Mail) => Promise<PreparedMail[]>>>;

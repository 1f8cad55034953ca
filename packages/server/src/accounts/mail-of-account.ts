import { LockMode } from "@mikro-orm/core";
import type { Em } from "../db/database.ts";
import type { Mail } from "../mail/mail.entity.ts";
import type { Occasion } from "../mail/mail-text.ts";
import type { MailKinds, PreparedMail } from "../mail/prepared-mail.ts";
import { readDetails } from "../mail/queue-mail.ts";
import { occasionSchema } from "./queue-account-mail.ts";
import { User } from "./user.entity.ts";

/** A mail of an account that is there, and whose row is locked. */
type Job = { em: Em; mail: Mail; user: User; occasion: Occasion; event: string | undefined; name: string | undefined };

/** A kind of mails that are about an account; there is nothing to send when it is gone or inactive. */
export function mailOfAccount(prepare: (job: Job) => Promise<PreparedMail[]> | PreparedMail[]): MailKinds[string] {
  return async (em, mail) => {
    const where = { id: mail.user?.id ?? 0, isActive: true };
    const user = await em.findOne(User, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (user === null) return [];
    const { from, device, event, name } = readDetails(mail, occasionSchema);
    const occasion = { username: user.username, at: mail.at, address: from, device };
    return prepare({ em, mail, user, occasion, event, name });
  };
}

/** The same to the account's address, if it has one. */
export function notice(
  write: (job: Job) => Promise<Omit<PreparedMail, "to">> | Omit<PreparedMail, "to">,
): MailKinds[string] {
  return mailOfAccount(async (job) => {
    const address = job.mail.address ?? job.user.email;
    return address === "" ? [] : [{ to: { name: "", address }, ...(await write(job)) } as PreparedMail];
  });
}

import { defineEntity, p } from "@mikro-orm/core";
import { User } from "../accounts/user.entity.ts";

const MailSchema = defineEntity({
  name: "Mail",
  tableName: "mails",
  properties: {
    id: p.bigint("number").primary(),
    /** Which of the app's `MailKinds` says what the mail says. */
    kind: p.string().length(40),
    /** The account that it is about, if the request has looked it up. */
    user: () => p.manyToOne(User).nullable().deleteRule("cascade").index(false),
    /** What was typed, for a kind that looks the account up when the mail is sent. */
    asked: p.string().length(1200).nullable(),
    /** Where it goes, if that is not the account's address at the time of sending. */
    address: p.string().length(254).nullable(),
    /** Further values as JSON: see `readDetails`. */
    details: p.text().nullable(),
    at: p.datetime(),
    attempts: p.integer().default(0),
    /** When it is sent or tried again; while a process sends it, when another one may take over. */
    nextAt: p.datetime().index("mails_next_at_index"),
    expiresAt: p.datetime(),
  },
});

/** A mail that waits to be sent. Holds no link and no secret: they are made when it is sent. */
export class Mail extends MailSchema.class {}
MailSchema.setClass(Mail);

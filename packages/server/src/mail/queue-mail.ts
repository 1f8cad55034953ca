import type { z } from "zod";
import type { User } from "../accounts/user.entity.ts";
import type { Em } from "../db/database.ts";
import { Mail } from "./mail.entity.ts";

/** A mail to be sent. */
export type QueuedMail = {
  /** A key of the app's `MailKinds`. */
  kind: string;
  /** The account that it is about; left out when it is looked up at the time of sending. */
  user?: User | number;
  /** What was typed, for a kind that looks the account up when the mail is sent. */
  asked?: string;
  /** Where it goes, if that is not the account's address at the time of sending. */
  address?: string;
  /** Further values, which `readDetails` reads. Never a secret: it is stored as it stands. */
  details?: Record<string, unknown>;
  now: Date;
  /** For how long it is of use: it is given up then. */
  lifetimeMs?: number;
};

const dayMs = 24 * 60 * 60 * 1000;

/** Adds a mail to the unit of work of `em`: it is sent after the commit, or never if there is none. */
export function queueMail(em: Em, { details, now, lifetimeMs = dayMs, ...mail }: QueuedMail): void {
  em.create(Mail, {
    ...mail,
    details: details === undefined ? null : JSON.stringify(details),
    at: now,
    nextAt: now,
    expiresAt: new Date(now.getTime() + lifetimeMs),
  });
}

/** The details that a mail was queued with. @throws ZodError when they are others than the schema says. */
export function readDetails<Details>(mail: Mail, schema: z.ZodType<Details>): Details {
  return schema.parse(JSON.parse(mail.details ?? "{}"));
}

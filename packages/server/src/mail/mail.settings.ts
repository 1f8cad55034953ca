import { join } from "node:path";
import { z } from "zod";
import type { databaseVariables } from "../db/database.settings.ts";
import type { httpVariables } from "../http/http.settings.ts";
import { isLoopback } from "../settings/is-loopback.ts";
import { createSecret, type Secret } from "../settings/secret.ts";
import type { MailAddress } from "./prepared-mail.ts";

export const mailVariables = {
  PUBLIC_URL: z
    .string()
    .refine(isPublicUrl, "must look like https://play.example.com")
    .transform((url) => url.replace(/\/+$/, ""))
    .optional()
    .describe(
      "URL of the web app: links in mails begin with it, passkeys are for its host; by default this machine's own",
    ),
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl, "must look like smtp://user:password@host:587 or smtps://user:password@host:465")
    .optional()
    .describe("Mail server; without it mails are files in DATA_DIR, and off loopback or on PostgreSQL there are none"),
  MAIL_FROM: z
    .string()
    .refine((text) => readAddress(text) !== null, "must be an address, or Name <address>")
    .optional()
    .describe("Sender of mails: an address, or Name <address>; by default no-reply at the host of PUBLIC_URL"),
  APP_NAME: z
    .string()
    .regex(/^\P{C}{1,60}$/u, "must be at most 60 characters on one line")
    .default("Level Up")
    .describe("What mails call the app"),
  MAIL_TEMPLATES: z.string().min(1).optional().describe("Folder of texts of mails that replace the built-in ones"),
};

export type MailSettings = {
  /** Where mails go; null: there are none. */
  delivery: { by: "smtp"; url: Secret } | { by: "files"; folder: string } | null;
  /** What every link begins with, without a slash at its end. */
  publicUrl: string;
  from: MailAddress;
  appName: string;
  /** Folder of an operator's own texts. */
  templates: string | null;
};

type Variables = z.output<z.ZodObject<typeof mailVariables & typeof httpVariables & typeof databaseVariables>>;

export function readMailSettings(env: Variables): MailSettings {
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  const from = readAddress(env.MAIL_FROM ?? `no-reply@${new URL(publicUrl).hostname}`);
  return {
    delivery: readDelivery(env),
    publicUrl,
    from: { name: from?.name || env.APP_NAME, address: from?.address ?? "no-reply@localhost" },
    appName: env.APP_NAME,
    templates: env.MAIL_TEMPLATES ?? null,
  };
}

function readDelivery({ SMTP_URL, HOST, DATABASE_URL, DATA_DIR }: Variables): MailSettings["delivery"] {
  if (SMTP_URL !== undefined) return { by: "smtp", url: createSecret(SMTP_URL) };
  // Where only this machine can reach the app, its files are as good as a mailbox.
  return isLoopback(HOST) && DATABASE_URL === undefined ? { by: "files", folder: join(DATA_DIR, "mails") } : null;
}

/** Whether mails are sent at all. */
export function mailOffered({ delivery }: MailSettings): boolean {
  return delivery !== null;
}

/** Whether links would lead to this machine while mails leave it. */
export function lacksPublicUrl({ PUBLIC_URL, SMTP_URL, HOST }: Variables): boolean {
  if (SMTP_URL === undefined || PUBLIC_URL !== undefined) return false;
  return !isLoopback(HOST) || !isLoopback(new URL(SMTP_URL).hostname);
}

function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && !/[?#@\s]/.test(text);
}

function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== "" && url.search + url.hash === "";
}

const mailbox = /^(?:(?<name>[^<>"\p{C}]*)<(?<inAngles>[^<>]+)>|(?<bare>[^<>]+))$/u;

function readAddress(text: string): MailAddress | null {
  const { name = "", inAngles, bare = "" } = mailbox.exec(text.trim())?.groups ?? {};
  const address = inAngles ?? bare;
  return isMailAddress(address) ? { name: name.trim(), address } : null;
}

/** Whether it is one address, which no mail program reads as two or as something else. */
export function isMailAddress(text: string): boolean {
  return /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@]+$/u.test(text) && text.length <= 254;
}

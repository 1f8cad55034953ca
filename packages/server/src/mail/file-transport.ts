import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Logger } from "pino";
import { toMessage } from "./mail-message.ts";
import type { MailTransport } from "./outgoing-mail.ts";

/** Writes mails into a folder as `.eml`, which mail programs open. The log names the file, never the link in it. */
export function createFileTransport(folder: string, log: Logger): MailTransport {
  return {
    async deliver(mail) {
      const { createTransport } = await import("nodemailer");
      const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({
        ...toMessage(mail),
        alternatives: [
          // Without an encoding, so that the link is whole in a text editor, too.
          { raw: `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${mail.text}` },
          ...(mail.html === null ? [] : [{ content: mail.html, contentType: "text/html; charset=utf-8" }]),
        ],
      });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(resolve(folder), `${mail.date.toISOString().replaceAll(":", "-")}-${mail.kind}-${mail.id}.eml`);
      // Under another name first: what ends in .eml is complete.
      await writeFile(`${file}.draft`, message, { mode: 0o600 });
      await rename(`${file}.draft`, file);
      log.info({ file }, "mail written");
    },
  };
}

import type { MailTransport } from "./outgoing-mail.ts";

/** A mail as a test looks at it. */
export type SentMail = {
  /** Numbered in the order in which the mails were queued; several are sent at once. */
  id: string;
  kind: string;
  /** The address. */
  to: string;
  name: string;
  subject: string;
  text: string;
  html: string | null;
  /** The first link with a code in it; null when it has none. */
  link: string | null;
  /** The code in that link. */
  code: string | null;
};

/** Keeps mails in a list, for tests. */
export function createMemoryTransport(): MailTransport & { readonly sent: SentMail[] } {
  const sent: SentMail[] = [];
  return {
    sent,
    async deliver({ id, kind, to, subject, text, html }) {
      const [link = null, code = null] = /https?:\/\/[^\s#]+#(\S+)/.exec(text) ?? [];
      sent.push({ id, kind, to: to.address, name: to.name, subject, text, html, link, code });
    },
  };
}

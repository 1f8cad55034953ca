import type { OutgoingMail } from "./outgoing-mail.ts";

/** The parts of a message that all transports share. Addresses are objects: in a string, a comma makes two of one. */
export function toMessage({ id, from, to, subject, date }: OutgoingMail) {
  return {
    from,
    to,
    envelope: { from: from.address, to: [to.address] },
    subject,
    messageId: `<${id}@${from.address.split("@").at(-1)}>`,
    date,
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

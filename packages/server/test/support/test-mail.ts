import type { MailKinds, PreparedMail } from "../../src/mail/prepared-mail.ts";
import { type QueuedMail, queueMail } from "../../src/mail/queue-mail.ts";
import type { TestApp } from "../../src/testing/index.ts";

const occasion = { at: new Date("2030-01-01T00:00:00Z"), address: "192.0.2.7", device: "Firefox on Linux" };

/** A code in the form of those that reset a password. */
export const code = `lu_reset_${"0123456789abcdef".repeat(3)}`;

export function resetMail(to: Partial<PreparedMail["to"]> = {}, username = "ada"): PreparedMail {
  return {
    to: { name: username, address: "ada@play.example", ...to },
    text: "reset-password",
    values: { ...occasion, username, code, minutes: 60 },
  };
}

/** A kind of mail that goes to what was asked for, and one with nothing to send. */
export const testKinds = {
  reset: async (_em, mail) => [resetMail({ address: mail.asked ?? "ada@play.example" })],
  nothing: async () => [],
} satisfies MailKinds;

/** Queues a mail, commits it, and leaves it at that. */
export async function queue({ app, clock }: TestApp, mail: Partial<QueuedMail> = {}): Promise<void> {
  const em = app.database.fork();
  queueMail(em, { kind: "reset", now: clock.now(), ...mail });
  await em.flush();
}

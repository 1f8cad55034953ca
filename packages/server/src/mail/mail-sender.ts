import { LockMode } from "@mikro-orm/core";
import type { Logger } from "pino";
import { recordAudit } from "../audit/record-audit.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { MailContent } from "./compose-mail.ts";
import { Mail } from "./mail.entity.ts";
import type { OnMail } from "./mail.metrics.ts";
import { isMailAddress } from "./mail.settings.ts";
import { DeliveryError, type MailTransport } from "./outgoing-mail.ts";
import type { MailAddress, MailKinds, PreparedMail } from "./prepared-mail.ts";

/** Sends the mails that are queued in the database. */
export type MailSender = {
  /** Sends everything that is due now, and resolves when that is done or has failed. */
  run(): Promise<void>;
  /** Takes no more mails, and waits so long for those under way, which are then broken off and tried again later. */
  stop(withinMs: number): Promise<void>;
};

export type MailSenderDeps = {
  database: Database;
  /** Null when mails are not offered: those that are queued all the same are thrown away. */
  transport: MailTransport | null;
  kinds: MailKinds;
  render(mail: PreparedMail): MailContent;
  from: MailAddress;
  clock: Clock;
  log: Logger;
  onMail: OnMail;
};

const atOnce = 2;

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** A process that has not finished a mail by then has died, and another one sends it. */
export const leaseMs = 2 * minuteMs;

/** How long to wait after the first failure, the second, and so on; the last one repeats until the mail expires. */
const retryMs = [30 * secondMs, 2 * minuteMs, 10 * minuteMs, 30 * minuteMs, 60 * minuteMs];

export function createMailSender(deps: MailSenderDeps): MailSender {
  const { database, transport, kinds, render, from, clock, log, onMail } = deps;
  const lanes = new Set<Promise<void>>();
  const aborting = new AbortController();
  let runs = 0;
  let lastLook = 0;
  let stopping = false;

  async function run(): Promise<void> {
    runs += 1;
    do {
      openLane();
      await Promise.all(lanes);
    } while (lanes.size > 0 || (lastLook < runs && !stopping));
  }

  function openLane(): void {
    if (stopping || lanes.size >= atOnce) return;
    const lane = sendDueMails().finally(() => lanes.delete(lane));
    lanes.add(lane);
  }

  /** One mail after the other, until none is due. */
  async function sendDueMails(): Promise<void> {
    let seen = runs;
    try {
      while (!stopping) {
        seen = runs;
        const mail = await claim();
        if (mail !== null) {
          // There may be more of them, and one whose mail server hangs shall not hold the others up.
          openLane();
          await send(mail);
        } else if (seen === runs) return;
      }
    } catch (error) {
      log.warn({ err: error }, "mails are not being sent");
    } finally {
      lastLook = seen;
    }
  }

  /** Takes one mail that is due, so that no other process does; null when there is none. */
  function claim(): Promise<Mail | null> {
    const now = clock.now();
    return database.transactional(async (em) => {
      const skippingClaimed = {
        lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE,
        orderBy: { nextAt: "asc" },
        limit: 1,
      } as const;
      const [mail = null] = await em.find(Mail, { nextAt: { $lte: now } }, skippingClaimed);
      if (mail !== null) em.assign(mail, { nextAt: after(now, leaseMs), attempts: mail.attempts + 1 });
      return mail;
    });
  }

  async function send(mail: Mail): Promise<void> {
    const { id: mailId, kind, attempts } = mail;
    if (mail.expiresAt <= clock.now()) return giveUp(mail, "expired", null);
    try {
      if (transport === null) return await finish(mail, "not_offered");
      const prepared = await prepare(mail);
      for (const [index, one] of prepared.entries()) await deliver(transport, mail, one, index);
      await finish(mail, prepared.length === 0 ? "nothing_to_send" : "sent");
    } catch (error) {
      if (error instanceof DeliveryError && error.isFinal) return giveUp(mail, "given_up", error);
      const nextAt = after(clock.now(), retryMs[Math.min(attempts, retryMs.length) - 1] ?? leaseMs);
      log.warn({ err: error, mailId, kind, attempts, nextAt }, "mail not sent, to be tried again");
      onMail(kind, "try_again");
      // Unless another process has taken it over.
      await database.fork().nativeUpdate(Mail, { id: mailId, attempts }, { nextAt });
    }
  }

  /** What the mail says, decided and committed before the mail server is spoken to. */
  function prepare({ id, kind }: Mail): Promise<PreparedMail[]> {
    return database.transactional(async (em) => {
      const mail = await em.findOne(Mail, id);
      if (mail === null) return [];
      const prepareKind = kinds[kind];
      if (prepareKind === undefined) throw new Error("this release knows no mail of this kind");
      return prepareKind(em, mail);
    });
  }

  async function deliver(
    transport: MailTransport,
    { id, kind, at }: Mail,
    one: PreparedMail,
    index: number,
  ): Promise<void> {
    if (!isMailAddress(one.to.address)) {
      throw new DeliveryError("EADDRESS", { isFinal: true, smtpCode: null });
    }
    // Row ids begin anew with a new database, and mailboxes drop a mail whose id they know.
    const unique = `${id}-${at.getTime().toString(36)}${index === 0 ? "" : `-${index}`}`;
    await transport.deliver({ id: unique, kind, date: clock.now(), from, to: one.to, ...render(one) }, aborting.signal);
  }

  async function finish({ id, kind }: Mail, outcome: "sent" | "nothing_to_send" | "not_offered"): Promise<void> {
    await database.fork().nativeDelete(Mail, { id });
    onMail(kind, outcome);
    log.info({ mailId: id, kind, outcome }, "mail done");
  }

  async function giveUp(mail: Mail, outcome: "given_up" | "expired", error: DeliveryError | null): Promise<void> {
    const { id, kind, attempts } = mail;
    const reason = error?.smtpCode == null ? outcome : `SMTP ${error.smtpCode}`;
    await database.transactional(async (em) => {
      const request = { requestId: `mail-${id}`, address: null, userAgent: `levelup mail (${kind}, ${reason})` };
      recordAudit(em, { event: "mail", outcome: "failure", at: clock.now(), user: mail.user?.id ?? null, request });
      await em.nativeDelete(Mail, { id });
    });
    onMail(kind, outcome);
    log.error({ mailId: id, kind, attempts, outcome, reason: error?.message }, "mail given up");
  }

  async function stop(withinMs: number): Promise<void> {
    stopping = true;
    const breakOff = setTimeout(() => aborting.abort(), withinMs);
    while (lanes.size > 0) await Promise.all(lanes);
    clearTimeout(breakOff);
  }

  return { run, stop };
}

function after(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}

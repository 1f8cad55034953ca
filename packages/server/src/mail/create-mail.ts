import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Settings } from "../settings/settings.ts";
import { createMailMetrics } from "./mail.metrics.ts";
import { mailOffered } from "./mail.settings.ts";
import { createMailSender } from "./mail-sender.ts";
import { readMailTemplates } from "./mail-templates.ts";
import { createMailTransport } from "./mail-transport.ts";
import { onMailCommitted } from "./on-mail-committed.ts";
import type { MailTransport } from "./outgoing-mail.ts";
import type { MailKinds } from "./prepared-mail.ts";
import { renderMail } from "./render-mail.ts";

/** The mails of an app. */
export type Mails = {
  /** Sends everything that is due now, and resolves when that is done or has failed. */
  run(): Promise<void>;
  /** Sends mails from now on: after each commit that made one, and what other processes left at intervals. */
  start(listeningAt: string): void;
  stop(): Promise<void>;
};

/** Mails that were queued by the command line, or that are to be tried again. */
const lookEveryMs = 15_000;

/** @throws StartError when a template cannot be used. */
export async function createMails(
  { mail: settings, stop: { graceMs, drainMs } }: Settings,
  {
    database,
    clock,
    log,
    metrics,
    kinds,
    transport = createMailTransport(settings, log),
  }: {
    database: Database;
    clock: Clock;
    log: Logger;
    metrics: Metrics;
    kinds: MailKinds;
    /** Where mails go, if not where the settings say. */
    transport?: MailTransport | null | undefined;
  },
): Promise<Mails> {
  const templates = await readMailTemplates(settings.templates);
  const { appName, from } = settings;
  let { publicUrl } = settings;
  const sender = createMailSender({
    database,
    transport: mailOffered(settings) ? transport : null,
    kinds,
    render: (mail) => renderMail(mail, { appName, publicUrl, templates }),
    from,
    clock,
    log,
    onMail: createMailMetrics(metrics.registry, database),
  });
  let looking: NodeJS.Timeout | undefined;
  onMailCommitted(database, () => {
    if (looking !== undefined) void sender.run();
  });
  return {
    run: sender.run,
    start(listeningAt) {
      // PORT 0 is any free one, and which one is known only now.
      if (new URL(publicUrl).port === "0") publicUrl = listeningAt;
      looking = setInterval(() => void sender.run(), lookEveryMs).unref();
      void sender.run();
    },
    async stop() {
      clearInterval(looking);
      await sender.stop((graceMs - drainMs) / 2);
    },
  };
}

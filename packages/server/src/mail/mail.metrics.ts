import { Counter, Gauge, type Registry } from "prom-client";
import type { Database } from "../db/database.ts";
import { Mail } from "./mail.entity.ts";

/** How an attempt to send a mail ended. */
type MailOutcome = "sent" | "nothing_to_send" | "try_again" | "given_up" | "expired" | "not_offered";

export type OnMail = (kind: string, outcome: MailOutcome) => void;

/** Adds the metrics of mails to an app's. */
export function createMailMetrics(registry: Registry, database: Database): OnMail {
  const registers = [registry];
  const mails = new Counter({
    name: "levelup_mails_total",
    help: "Attempts to send a mail, by its kind and how they ended",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const waiting = new Gauge({
    name: "levelup_mails_waiting",
    help: "Mails that wait to be sent, of all replicas",
    registers,
    async collect() {
      // While the database cannot be reached, the other metrics are of all the more use.
      waiting.set(
        await database
          .fork()
          .count(Mail)
          .catch(() => Number.NaN),
      );
    },
  });
  return (kind, outcome) => mails.inc({ kind, outcome });
}

import type { Database } from "../db/database.ts";
import { Mail } from "./mail.entity.ts";

/** Calls back after each commit that made a mail; a mail that was rolled back was never there. */
export function onMailCommitted({ orm }: Database, callback: () => void): void {
  const withMails = new WeakSet<object>();
  orm.em.getEventManager().registerSubscriber({
    getSubscribedEntities: () => [Mail],
    afterCreate({ em }) {
      const transaction: object | undefined = em.getTransactionContext();
      if (transaction !== undefined) withMails.add(transaction);
    },
    afterTransactionCommit({ transaction }) {
      if (transaction !== undefined && withMails.delete(transaction)) callback();
    },
  });
}

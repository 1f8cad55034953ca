import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { StopSettings } from "./stop.settings.ts";

type Stoppable = { beginStopping(): void; close(): Promise<void> };

/**
 * Ends the process in good order at the first SIGTERM or SIGINT: `/readyz` says no, the server stops listening, calls
 * under way are finished, the database is closed, and the process ends with 0; with 1 when that takes longer than the
 * grace time. A second signal ends it at once.
 *
 * Not close-with-grace, which has no draining, and whose one timeout is for the closing alone.
 */
export function stopOnSignals(app: Stoppable, { drainMs, graceMs, log }: StopSettings & { log: Logger }): void {
  const signals = ["SIGTERM", "SIGINT"] as const;

  async function stop(signal: NodeJS.Signals): Promise<void> {
    for (const name of signals) process.removeListener(name, stop);
    log.info({ signal, drainMs, graceMs }, "stopping");
    setTimeout(() => {
      log.fatal({ graceMs }, "not stopped within the grace time: calls under way are cut off");
      process.exit(1);
    }, graceMs).unref();
    app.beginStopping();
    await wait(drainMs);
    await app.close();
    log.info("stopped");
  }
  for (const name of signals) process.on(name, stop);
}

import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "./db/database.ts";
import { pendingMigrations } from "./db/migrate.ts";

/** Less than the second after which a supervisor's probe gives up (Kubernetes's default). */
const patienceMs = 800;

export type Readiness = {
  /** Whether calls can be served: the database answers soon, has every migration, and the process is not to stop. */
  isReady(): Promise<boolean>;
  /** From now on nothing is ready, so that load balancers use another replica. */
  stop(): void;
  isStopping(): boolean;
};

/** However many probes come at once, one question at a time goes to the database. */
export function createReadiness(database: Database): Readiness {
  let stopping = false;
  let isMigrated = false;
  let asking: Promise<boolean> | undefined;

  async function ask(): Promise<boolean> {
    try {
      if (isMigrated) await database.fork().execute("select 1");
      // Migrations only ever come with a new release, which starts by running them.
      else isMigrated = (await pendingMigrations(database)).length === 0;
      return isMigrated;
    } catch {
      return false;
    } finally {
      asking = undefined;
    }
  }

  async function isReady(): Promise<boolean> {
    asking ??= ask();
    const ready = await Promise.race([asking, wait(patienceMs, false, { ref: false })]);
    return ready && !stopping;
  }

  function stop(): void {
    stopping = true;
  }
  return { isReady, stop, isStopping: () => stopping };
}

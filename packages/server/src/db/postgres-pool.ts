import type { Pool, PoolClient } from "pg";

/**
 * Releases connections that broke within a transaction: its rollback fails too, and Kysely (0.29,
 * `ControlledTransaction.rollback`) then never releases the connection, so that as many faults as the pool has places
 * would leave none. A connection that has ended is released at once, and the pool drops it; to release it once more is
 * no error.
 */
export function releaseBrokenConnections(pool: Pool): void {
  pool.on("acquire", (client: PoolClient) => {
    // The pool sets `release` for each borrower right after it has emitted "acquire".
    process.nextTick(() => {
      const { release } = client;
      let released = false;
      const onEnd = () => client.release(new Error("the connection to the database has ended"));
      client.release = (error) => {
        if (released) return;
        released = true;
        client.off("end", onEnd);
        release(error);
      };
      client.once("end", onEnd);
    });
  });
}

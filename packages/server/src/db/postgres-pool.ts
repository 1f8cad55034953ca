import type { Pool, PoolClient } from "pg";

/**
 * Takes back what nobody gives back. When a connection breaks within a transaction, so does the rollback, and Kysely
 * (0.29, `ControlledTransaction.rollback`) then keeps the connection for ever: after as many faults as the pool has
 * places, no call would find one. Here a connection that has ended goes back to the pool at once, which drops it;
 * releasing it once more is no error.
 */
export function releaseBrokenConnections(pool: Pool): void {
  pool.on("acquire", (client: PoolClient) => {
    // The pool makes `release` anew for each borrower, right after it has said "acquire".
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

import type { Database, Em } from "./database.ts";

/** Few enough for short locks and short statements. */
const batchSize = 1000;

/**
 * Repeats a step in small transactions until it finds no more rows. The first transaction records it in the audit: after
 * an interruption part of it is done and on record, and it can be repeated.
 *
 * @returns the number of rows in all.
 */
export async function inBatches(
  database: Database,
  {
    step,
    record,
    onProgress,
  }: {
    /** Deletes or changes at most `limit` rows, and returns how many. */
    step(em: Em, limit: number): Promise<number>;
    /** Adds the audit event to the unit of work. */
    record(em: Em): void;
    onProgress?: ((done: number) => void) | undefined;
  },
): Promise<number> {
  let done = 0;
  for (;;) {
    const count = await database.transactional(async (em) => {
      const rows = await step(em, batchSize);
      if (rows > 0 && done === 0) record(em);
      return rows;
    });
    if (count === 0) return done;
    done += count;
    onProgress?.(done);
  }
}

import type { Database, Em } from "./database.ts";

/** Few enough for short locks and short statements. */
const batchSize = 1000;

/**
 * Does the same to many rows in small transactions until none is left. The first one records it: what is interrupted
 * has happened in part, is on record, and can be repeated.
 *
 * @returns how many rows it was in all.
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

import type { Database, Em } from "./database.ts";

/** Few enough that the locks of one step are short and no statement takes long. */
const rowsAtOnce = 1000;

/**
 * Does the same to many rows in small transactions until none is left, and records it in the first of them: if it is
 * interrupted, it has happened in part, is on record, and can be repeated.
 *
 * @returns how many rows it was in all.
 */
export async function inSteps(
  database: Database,
  {
    step,
    record,
    onProgress,
  }: {
    /** Takes on at most so many rows, and returns how many it was. */
    step(em: Em, atMost: number): Promise<number>;
    record(em: Em): Promise<void>;
    onProgress?: ((done: number) => void) | undefined;
  },
): Promise<number> {
  let done = 0;
  for (;;) {
    const count = await database.fork().transactional(async (em) => {
      const rows = await step(em, rowsAtOnce);
      if (rows > 0 && done === 0) await record(em);
      return rows;
    });
    if (count === 0) return done;
    done += count;
    onProgress?.(done);
  }
}

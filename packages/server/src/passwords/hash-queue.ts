import { LevelUpError } from "../errors.ts";

type HashQueueSettings = {
  /** Hashes at once. One a core is right: more only slow each other down. */
  concurrency: number;
  /** Hashes that may wait. */
  limit: number;
  /** How long one may wait, in milliseconds. */
  deadlineMs: number;
};

/** Called once for each hash asked for: when it starts, or is refused. Milliseconds since it was asked for. */
export type OnHashWait = (waitedMs: number, outcome: "served" | "refused") => void;

type HashQueue = {
  /**
   * Admits a use case that is going to hash, until the returned place is disposed of. Throws OVERLOADED at once when as
   * many are under way as may run and wait: a flood is turned away before it has cost a query.
   */
  admit(): Disposable;
  /**
   * Runs the work when its turn comes, first come, first served.
   * Throws OVERLOADED: at once when the line is full, else at the deadline. The work has then not begun.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** How many are being hashed, and how many wait. */
  load(): { running: number; waiting: number };
};

/** The newest hash counts for an eighth of the average. */
const averageOver = 8;

/** A bounded line before the processor. (p-queue, p-limit and fastq bound neither the line nor the wait.) */
export function createHashQueue(settings: HashQueueSettings, onWait: OnHashWait = () => {}): HashQueue {
  const { concurrency, limit, deadlineMs } = settings;
  /** In the order of arrival, which a Set keeps; one that gives up leaves from the middle. */
  const line = new Set<() => void>();
  let running = 0;
  let admitted = 0;
  let averageMs = 0;

  function refuse(waitedMs: number): LevelUpError {
    onWait(waitedMs, "refused");
    const lineMs = (Math.max(admitted, running + line.size) / concurrency) * averageMs;
    return new LevelUpError("OVERLOADED", { retryAfterSeconds: Math.max(1, Math.ceil(lineMs / 1000)) });
  }

  async function takePlace(): Promise<void> {
    if (running < concurrency) {
      running += 1;
      onWait(0, "served");
      return;
    }
    if (line.size >= limit) throw refuse(0);
    const joinedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(() => {
        line.delete(enter);
        reject(refuse(performance.now() - joinedAt));
      }, deadlineMs);
      function enter(): void {
        clearTimeout(giveUp);
        onWait(performance.now() - joinedAt, "served");
        resolve();
      }
      line.add(enter);
    });
  }

  /** The place goes to the next in line without being free in between, so that no newcomer slips in. */
  function leavePlace(): void {
    const [next] = line;
    if (next === undefined) {
      running -= 1;
      return;
    }
    line.delete(next);
    next();
  }

  return {
    admit() {
      if (admitted >= concurrency + limit) throw refuse(0);
      admitted += 1;
      return {
        [Symbol.dispose]() {
          admitted -= 1;
        },
      };
    },
    async run(work) {
      await takePlace();
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        const tookMs = performance.now() - startedAt;
        averageMs = averageMs === 0 ? tookMs : averageMs + (tookMs - averageMs) / averageOver;
        leavePlace();
      }
    },
    load: () => ({ running, waiting: line.size }),
  };
}

import { LevelUpError } from "../errors.ts";

/** Runs the work of a party in its turn. @throws OVERLOADED when too much of that party's work waits. */
export type Turns = <Result>(party: string | number, work: () => Promise<Result>) => Promise<Result>;

/** Lets little work of one party at the database at once, so that it never holds more than a part of the connections. */
export function createTurns({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): Turns {
  const parties = new Map<string | number, { running: number; waiting: (() => void)[] }>();

  return async (name, work) => {
    const party = parties.get(name) ?? { running: 0, waiting: [] };
    parties.set(name, party);
    if (party.running < atOnce) {
      party.running += 1;
    } else {
      if (party.waiting.length >= mostWaiting) throw new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 });
      await new Promise<void>((start) => party.waiting.push(start));
    }
    try {
      return await work();
    } finally {
      // The turn goes to the next one without being free in between.
      const next = party.waiting.shift();
      if (next === undefined) party.running -= 1;
      else next();
      if (party.running === 0) parties.delete(name);
    }
  };
}

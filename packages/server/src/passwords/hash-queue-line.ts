/** What waits in a line. */
type Waiting = { readonly round: number; readonly start: () => void };

/** A line in which networks take turns. */
export type FairLine = {
  readonly size: number;
  /** Adds work at the end of its network's. Returns how to leave the line without a turn. */
  join(network: string | null, start: () => void): () => void;
  /** Starts the next in line. Returns whether there was one. */
  startNext(): boolean;
};

/**
 * A line in which each network has one turn in a round: a newcomer waits for one of each other network, and not for all
 * that a flood has queued (start-time fair queuing).
 */
export function createFairLine(): FairLine {
  /** In the order of arrival, which a Set keeps. */
  const line = new Set<Waiting>();
  /** The last round in which each network has had or will have a turn. */
  const lastRounds = new Map<string | null, number>();
  let round = 0;

  return {
    get size() {
      return line.size;
    },
    join(network, start) {
      const waiting = { round: Math.max(round, (lastRounds.get(network) ?? -1) + 1), start };
      lastRounds.set(network, waiting.round);
      line.add(waiting);
      return () => line.delete(waiting);
    },
    startNext() {
      const [first, ...others] = line;
      if (first === undefined) return false;
      const next = others.reduce((earliest, one) => (one.round < earliest.round ? one : earliest), first);
      line.delete(next);
      round = next.round;
      for (const [network, last] of lastRounds) if (last < round || line.size === 0) lastRounds.delete(network);
      next.start();
      return true;
    },
  };
}

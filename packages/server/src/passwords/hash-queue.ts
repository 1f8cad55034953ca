import { LevelUpError } from "../errors.ts";

type HashQueueSettings = {
  /** Hashes at once. One a core is right: more only slow each other down. */
  concurrency: number;
  /** Hashes that may wait: so many for known devices, and as many for all others. */
  limit: number;
  /** How long one may wait, in milliseconds. */
  deadlineMs: number;
};

/** Called once for each hash asked for: when it starts, or is refused. Milliseconds since it was asked for. */
export type OnHashWait = (waitedMs: number, outcome: "served" | "refused") => void;

/** For whom a use case hashes: all of an account, and all of a network, share a part of the queue. */
export type HashParty = { account: string | null; network: string | null; isKnown: boolean };

/** A place in the queue, until it is disposed of. */
export type HashPlace = Disposable & { readonly party: HashParty | null };

type HashQueue = {
  /**
   * Admits a use case that is going to hash. Throws OVERLOADED at once when as many are under way as may run and wait,
   * or when the account or network has its part of the places: a flood is turned away before it has cost a hash.
   */
  admit(party?: HashParty): HashPlace;
  /**
   * Runs the work in its turn, in a place of its own unless one is given.
   * Throws OVERLOADED: at once when there is no place, else at the deadline. The work has then not begun.
   */
  run<T>(work: () => Promise<T>, place?: HashPlace): Promise<T>;
  /** How many are being hashed, and how many wait. */
  load(): { running: number; waiting: number };
};

/**
 * An account may hold half as many places as are free, a network twice as many: the fuller the queue, the fewer. So one
 * that takes all it can leaves room for others (dynamic thresholds: Choudhury and Hahne, IEEE/ACM Transactions on
 * Networking 6(2), 1998).
 */
const accountShare = 1 / 2;
const networkShare = 2;
/** However full the queue is. */
const placesForAnyone = 2;

type Waiting = { round: number; isKnown: boolean; start(): void };

/**
 * A bounded queue before the processor. Networks take turns, known devices before others in each round: a hash waits for
 * one of each network, and not for all that a flood has queued (start-time fair queuing).
 *
 * Own code, because p-queue, p-limit and fastq bound neither the queue nor the wait, and serve in the order of arrival.
 */
export function createHashQueue(settings: HashQueueSettings, onWait: OnHashWait = () => {}): HashQueue {
  const { concurrency, limit, deadlineMs } = settings;
  /** In the order of arrival, which a Set keeps. */
  const line = new Set<Waiting>();
  /** Places in use, of the two halves of the queue and of each account and network in them. */
  const held = new Map<string, number>();
  /** The last round in which each network has a hash in line. */
  const lastRounds = new Map<string, number>();
  let round = 0;
  let running = 0;

  const count = (key: string) => held.get(key) ?? 0;

  function refuse(waitedMs: number): LevelUpError {
    onWait(waitedMs, "refused");
    return new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 });
  }

  function admit(party: HashParty | null = null): HashPlace {
    const half = party?.isKnown ? "known" : "others";
    const free = concurrency + limit - count(half);
    const shares = [
      { key: half, most: concurrency + limit },
      {
        key: party?.account && `${half} account ${party.account}`,
        most: Math.max(placesForAnyone, accountShare * free),
      },
      {
        key: party?.network && `${half} network ${party.network}`,
        most: Math.max(placesForAnyone, networkShare * free),
      },
    ];
    const keys = shares.flatMap(({ key }) => key ?? []);
    if (shares.some(({ key, most }) => key && count(key) >= most)) throw refuse(0);
    for (const key of keys) held.set(key, count(key) + 1);
    return {
      party,
      [Symbol.dispose]() {
        for (const key of keys) {
          held.set(key, count(key) - 1);
          if (count(key) === 0) held.delete(key);
        }
      },
    };
  }

  async function waitForTurn({ party }: HashPlace): Promise<void> {
    if (running < concurrency) {
      running += 1;
      onWait(0, "served");
      return;
    }
    const isKnown = party?.isKnown ?? false;
    const network = `${isKnown} ${party?.network}`;
    const joinedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(() => {
        line.delete(waiting);
        reject(refuse(performance.now() - joinedAt));
      }, deadlineMs);
      const waiting = {
        round: Math.max(round, (lastRounds.get(network) ?? -1) + 1),
        isKnown,
        start() {
          clearTimeout(giveUp);
          onWait(performance.now() - joinedAt, "served");
          resolve();
        },
      };
      lastRounds.set(network, waiting.round);
      line.add(waiting);
    });
  }

  /** The turn goes to the next in line without being free in between, so that no newcomer slips in. */
  function passTurnOn(): void {
    const next = [...line].reduce<Waiting | null>(
      (first, one) => (first === null || isBefore(one, first) ? one : first),
      null,
    );
    if (next === null) {
      running -= 1;
      lastRounds.clear();
      return;
    }
    round = next.round;
    for (const [network, last] of lastRounds) if (last < round) lastRounds.delete(network);
    line.delete(next);
    next.start();
  }

  async function run<T>(work: () => Promise<T>, place?: HashPlace): Promise<T> {
    if (place === undefined) {
      using own = admit();
      return await run(work, own);
    }
    await waitForTurn(place);
    try {
      return await work();
    } finally {
      passTurnOn();
    }
  }

  return {
    admit,
    run,
    load: () => ({ running, waiting: line.size }),
  };
}

function isBefore(one: Waiting, other: Waiting): boolean {
  return one.round < other.round || (one.round === other.round && one.isKnown && !other.isKnown);
}

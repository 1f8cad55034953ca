import { LevelUpError } from "../errors.ts";
import { createFairLine } from "./hash-queue-line.ts";

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

/**
 * A bounded queue before the processor: two halves, of known devices and of all others, take turns, and so do the
 * networks within each.
 *
 * Own code, because p-queue, p-limit and fastq bound neither the queue nor the wait, and serve in the order of arrival.
 */
export function createHashQueue(settings: HashQueueSettings, onWait: OnHashWait = () => {}): HashQueue {
  const { concurrency, limit, deadlineMs } = settings;
  const lines = { known: createFairLine(), others: createFairLine() };
  /** Places in use, of the two halves of the queue and of each account and network in them. */
  const held = new Map<string, number>();
  let running = 0;
  let isKnownNext = true;

  const count = (key: string) => held.get(key) ?? 0;

  function refuse(waitedMs: number): LevelUpError {
    onWait(waitedMs, "refused");
    return new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 });
  }

  function admit(party: HashParty | null = null): HashPlace {
    const half = halfOf(party);
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
    const joinedAt = performance.now();
    await new Promise<void>((resolve, reject) => {
      const line = lines[halfOf(party)];
      const leave = line.join(party?.network ?? null, () => {
        clearTimeout(giveUp);
        onWait(performance.now() - joinedAt, "served");
        resolve();
      });
      const giveUp = setTimeout(() => {
        leave();
        reject(refuse(performance.now() - joinedAt));
      }, deadlineMs);
    });
  }

  /** The turn goes to the next in line without being free in between, so that no newcomer slips in. */
  function passTurnOn(): void {
    const [first, second] = isKnownNext ? [lines.known, lines.others] : [lines.others, lines.known];
    isKnownNext = !isKnownNext;
    if (!first.startNext() && !second.startNext()) running -= 1;
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
    load: () => ({ running, waiting: lines.known.size + lines.others.size }),
  };
}

function halfOf(party: HashParty | null): "known" | "others" {
  return party?.isKnown ? "known" : "others";
}

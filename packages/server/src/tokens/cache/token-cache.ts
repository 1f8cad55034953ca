import { LRUCache } from "lru-cache";
import type { TokenCacheSettings } from "../../env/token-cache.ts";
import type { VerifiedToken } from "../verified-token.ts";

/**
 * How long the cache answers after the moment of which it is known that everything committed before it was forgotten.
 * It is the longest time for which any fault lets a revoked token pass.
 */
export const leaseMs = 2500;

/** How long a token is remembered that nobody says to forget. */
const entryMs = 30_000;

/** The bios of so many characters weigh as much as another token. */
const charactersPerToken = 500;

export type FindOutcome = "hit" | "miss" | "off";

export type TokenCache = {
  /** What is remembered of a token, or null: it may be good all the same. Nothing is found that has expired by `now`. */
  find(digest: Buffer, now: Date): VerifiedToken | null;
  /**
   * Call it before the database is asked. What it returns takes the answer in, unless something was forgotten
   * meanwhile: then the answer may be from before that.
   */
  beginReading(): (digest: Buffer, verified: VerifiedToken) => void;
  forgetUser(userId: number): void;
  forgetToken(digest: Buffer): void;
  forgetAll(): void;
  /** Everything that was committed by then has been forgotten. `at` is of the same clock as the cache's. */
  isCurrentAsOf(at: number): void;
  /** Nobody tells any more what to forget: the cache is off, and empty. */
  turnOff(): void;
  isOn(): boolean;
  size(): number;
};

/**
 * Tokens that were found good, by their digests, with what a request needs to know of their accounts. It is safe by
 * construction: it answers only while it holds a lease, which is renewed by the arrival of notifications alone.
 *
 * @param now a monotonic clock, in milliseconds.
 */
export function createTokenCache(
  { size }: Pick<TokenCacheSettings, "size">,
  { now = () => performance.now(), onFind }: { now?: () => number; onFind: (outcome: FindOutcome) => void },
): TokenCache {
  let leaseEndsAt = Number.NEGATIVE_INFINITY;
  // One for all users: readings are short, and one that was disturbed for nothing is merely not remembered.
  let forgettings = 0;
  const digestsOf = new Map<number, Set<string>>();
  const tokens = new LRUCache<string, VerifiedToken>({
    maxSize: size,
    sizeCalculation: ({ actor }) => 1 + Math.floor(actor.account.bio.length / charactersPerToken),
    ttl: entryMs,
    ttlResolution: 0,
    perf: { now },
    dispose({ actor: { userId } }, key) {
      const digests = digestsOf.get(userId);
      digests?.delete(key);
      if (digests?.size === 0) digestsOf.delete(userId);
    },
  });

  const isOn = () => now() < leaseEndsAt;

  function find(digest: Buffer, at: Date): VerifiedToken | null {
    if (!isOn()) {
      onFind("off");
      return null;
    }
    const verified = tokens.get(keyOf(digest));
    const found = verified !== undefined && verified.expiresMs > at.getTime() ? verified : null;
    onFind(found === null ? "miss" : "hit");
    return found;
  }

  function beginReading(): (digest: Buffer, verified: VerifiedToken) => void {
    const before = forgettings;
    return (digest, verified) => {
      if (forgettings !== before || !isOn()) return;
      const { userId } = verified.actor;
      const key = keyOf(digest);
      tokens.set(key, verified);
      // One that is bigger than the whole cache is not kept.
      if (!tokens.has(key)) return;
      const digests = digestsOf.get(userId) ?? new Set();
      digestsOf.set(userId, digests.add(key));
    };
  }

  function forgetAll(): void {
    forgettings += 1;
    tokens.clear();
  }

  return {
    find,
    beginReading,
    forgetUser(userId) {
      forgettings += 1;
      for (const key of [...(digestsOf.get(userId) ?? [])]) tokens.delete(key);
    },
    forgetToken(digest) {
      forgettings += 1;
      tokens.delete(keyOf(digest));
    },
    forgetAll,
    isCurrentAsOf(at) {
      leaseEndsAt = Math.max(leaseEndsAt, at + leaseMs);
    },
    turnOff() {
      leaseEndsAt = Number.NEGATIVE_INFINITY;
      forgetAll();
    },
    isOn,
    size: () => tokens.size,
  };
}

/** Not the token: whoever reads this memory cannot log in with it. */
function keyOf(digest: Buffer): string {
  return digest.toString("latin1");
}

import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { Database } from "../../db/database.ts";
import type { TokenCache } from "./token-cache.ts";

/** What the triggers of the migration `forget` tell. */
const forgetChannel = "levelup_forget";
/** How many they are. Where one is missing, nobody knows what is not told. */
const triggerCount = 10;

const beatMs = 1000;
/** A connection on which nothing is heard for so long is given up. */
const silentMs = 5000;
const firstRetryMs = 100;
const lastRetryMs = 30_000;

/** The triggers are looked for each time, so that the cache is off wherever they are not, or somebody disabled them. */
const beatStatement = `
  select pg_notify($1, $2)
  where (select count(*) from pg_trigger where tgfoid = to_regproc('levelup_forget') and tgenabled <> 'D') >= $3`;

export type Listening = {
  /** Resolves when everything that was committed by now has been forgotten; at once where nobody listens. */
  caughtUp(): Promise<void>;
  close(): void;
};

type Deps = {
  database: Database;
  cache: TokenCache;
  log: Logger;
  /** The cache's clock. */
  now?: () => number;
};

/**
 * Keeps the cache forgetful: listens for what has changed, and gives the cache its lease.
 *
 * Once a second a connection of the pool notifies a channel of this listener's own. PostgreSQL delivers in the order of
 * the commits, so when that beat arrives, so has everything that was committed before it was sent. A connection that
 * was lost, went silent, froze with the process, or leads through a pooler to nobody brings no beats, and without them
 * the lease ends.
 */
export function keepListening({ database, cache, log, now = () => performance.now() }: Deps): Listening {
  const closing = new AbortController();
  const sendBeat = database.prepare<object>(beatStatement);
  let session: { caughtUp(): Promise<void>; end(reason: Error): void } | undefined;
  let retryMs = firstRetryMs;
  let hasComplained = false;

  /** Listens, from an empty cache on, until nothing is heard any more, and throws why that is. */
  async function listenUntilLost(): Promise<never> {
    // A name for each connection: behind a pooler an earlier one's beats may go to anybody.
    const beatChannel = `levelup_beat_${randomBytes(8).toString("hex")}`;
    const beats = new Map<string, { sentAt: number; settle(): void }>();
    const { promise: lost, reject: lose } = Promise.withResolvers<never>();
    const ended = new AbortController();
    let heardAt = now();
    let beatCount = 0;
    let isBeating = false;
    let trouble: unknown;

    function hear(channel: string, payload: string): void {
      const beat = channel === beatChannel ? beats.get(payload) : undefined;
      if (channel === forgetChannel) forget(cache, payload);
      if (beat === undefined) return;
      beats.delete(payload);
      heardAt = now();
      retryMs = firstRetryMs;
      hasComplained = false;
      cache.isCurrentAsOf(beat.sentAt);
      beat.settle();
    }

    /** Resolves when the beat has arrived or never will. */
    async function beat(): Promise<void> {
      const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
      beatCount += 1;
      const payload = String(beatCount);
      beats.set(payload, { sentAt: now(), settle });
      const sent = await sendBeat([beatChannel, payload, triggerCount]);
      if (sent.length === 0) throw new Error("the triggers that say what to forget are missing or disabled");
      await settled;
    }

    async function beatOnce(): Promise<void> {
      if (isBeating) return;
      isBeating = true;
      try {
        await beat();
      } catch (error) {
        // The next one may get through; if none does, this is why.
        trouble = error;
      }
      isBeating = false;
    }

    async function beatRegularly(): Promise<never> {
      for (;;) {
        void beatOnce();
        await wait(beatMs, undefined, { ref: false, signal: ended.signal });
        if (now() - heardAt > silentMs) throw new Error("notifications do not arrive", { cause: trouble });
      }
    }

    function end(reason: Error): void {
      cache.turnOff();
      lose(reason);
    }

    try {
      const signal = AbortSignal.any([closing.signal, ended.signal]);
      const listens = database.listen([forgetChannel, beatChannel], { hear, lost: end }, signal);
      // A beat that is sent before anybody listens is heard by nobody.
      session = { caughtUp: () => listens.then(beat, () => undefined), end };
      await Promise.race([lost, listens]);
      cache.forgetAll();
      heardAt = now();
      return await Promise.race([lost, beatRegularly()]);
    } finally {
      session = undefined;
      ended.abort();
      cache.turnOff();
      for (const { settle } of beats.values()) settle();
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const error = await listenUntilLost().catch((reason: unknown) => reason);
      if (closing.signal.aborted) return;
      if (!hasComplained) log.warn({ err: error }, "token cache off");
      hasComplained = true;
      await wait(retryMs, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);
      retryMs = Math.min(2 * retryMs, lastRetryMs);
    }
  }
  void run();

  return {
    caughtUp: async () => session?.caughtUp(),
    close() {
      closing.abort();
      session?.end(new Error("closed"));
    },
  };
}

function forget(cache: TokenCache, payload: string): void {
  if (/^\d+(,\d+)*$/.test(payload)) {
    for (const id of payload.split(",")) cache.forgetUser(Number(id));
  } else {
    // All of them; or something that only its writer understands.
    cache.forgetAll();
  }
}

import { pino } from "pino";
import { describe, expect, test } from "vitest";
import type { Database } from "../../db/database.ts";
import type { Ears } from "../../db/listener.ts";
import { keepListening, type Listening } from "./keep-listening.ts";
import { createTokenCache, leaseMs, type TokenCache } from "./token-cache.ts";

type Connection = { channels: readonly string[]; ears: Ears; signal: AbortSignal };
type Beat = { connection: Connection | undefined; channel: string; payload: string };

/** A database whose notifications arrive when the test says so. */
function stage(behaviour: { listen?: () => Promise<void>; sendBeat?: (beat: Beat) => Promise<object[]> } = {}) {
  const clock = { ms: 1000 };
  const connections: Connection[] = [];
  const beats: Beat[] = [];
  const warnings: string[] = [];
  const deliver = ({ connection, channel, payload }: Beat) => connection?.ears.hear(channel, payload);
  async function deliverAtOnce(beat: Beat): Promise<object[]> {
    deliver(beat);
    return [{}];
  }
  const { listen = async () => undefined, sendBeat = deliverAtOnce } = behaviour;
  const database: Pick<Database, "prepare" | "listen"> = {
    prepare:
      <Row>() =>
      async ([channel, payload]: unknown[]) => {
        const beat = { connection: connections.at(-1), channel: String(channel), payload: String(payload) };
        beats.push(beat);
        return (await sendBeat(beat)) as Row[];
      },
    async listen(channels, ears, signal) {
      await listen();
      connections.push({ channels, ears, signal });
    },
  };
  const now = () => clock.ms;
  const cache = createTokenCache({ size: 10 }, { now, onFind: () => undefined });
  const log = pino({}, { write: (line: string) => warnings.push(JSON.parse(line).err.message) });
  const listening = keepListening({ database: database as Database, cache, log, now });
  return { clock, connections, beats, warnings, deliver, cache, listening };
}

async function on(cache: TokenCache): Promise<void> {
  await expect.poll(cache.isOn, { interval: 1 }).toBe(true);
}

/** Lets the test end with nothing left that beats. */
function closing(listening: Listening): Disposable {
  return { [Symbol.dispose]: () => listening.close() };
}

describe("D13: the cache", () => {
  test("D13: is on when a beat has come back on the listening connection, for as long as from its sending", async () => {
    const { clock, beats, deliver, cache, listening } = stage({ sendBeat: async () => [{}] });
    using _ = closing(listening);
    await expect.poll(() => beats.length, { interval: 1 }).toBe(1);
    clock.ms += leaseMs - 1;
    const before = cache.isOn();

    for (const beat of beats) deliver(beat);
    const arrived = cache.isOn();
    clock.ms += 1;

    expect([before, arrived, cache.isOn()]).toEqual([false, true, false]);
  });

  test("D13: stays off where beats do not arrive, as through a pooler, and another connection is tried", async () => {
    const { clock, connections, warnings, cache, listening } = stage({ sendBeat: async () => [{}] });
    using _ = closing(listening);
    await expect.poll(() => connections.length, { interval: 1 }).toBe(1);

    clock.ms += 5001;
    await expect.poll(() => connections.length, { timeout: 5000 }).toBe(2);

    expect([cache.isOn(), connections[0]?.signal.aborted, warnings]).toEqual([
      false,
      true,
      ["notifications do not arrive"],
    ]);
    expect(connections[0]?.channels[1]).not.toBe(connections[1]?.channels[1]);
  });

  test("D13: is off at once when the connection is lost, and on again when another one has heard a beat", async () => {
    let delivers = true;
    const { connections, beats, deliver, cache, listening } = stage({
      async sendBeat(beat) {
        if (delivers) beat.connection?.ears.hear(beat.channel, beat.payload);
        return [{}];
      },
    });
    using _ = closing(listening);
    await on(cache);

    delivers = false;
    connections[0]?.ears.lost(new Error("cut"));
    const lost = cache.isOn();
    await expect.poll(() => beats.length, { interval: 1 }).toBe(2);
    // Not by what others tell, which may have been on its way for longer.
    connections[1]?.ears.hear("levelup_forget", "1");
    const listensAgain = cache.isOn();
    for (const beat of beats) deliver(beat);

    expect([lost, listensAgain, cache.isOn()]).toEqual([false, false, true]);
  });

  test("D13: stays off where nobody can listen, which is said once", async () => {
    let attempts = 0;
    const { cache, warnings, listening } = stage({
      async listen() {
        attempts += 1;
        throw new Error("unknown command LISTEN");
      },
    });
    using _ = closing(listening);
    await expect.poll(() => attempts, { interval: 1 }).toBe(3);

    expect([cache.isOn(), warnings]).toEqual([false, ["unknown command LISTEN"]]);
  });

  test("D13: stays off while the triggers are not there, for then no beat is sent", async () => {
    const { beats, cache, listening } = stage({ sendBeat: async () => [] });
    using _ = closing(listening);
    await expect.poll(() => beats.length, { interval: 1 }).toBe(1);

    await expect(listening.caughtUp()).rejects.toThrow("triggers");
    expect(cache.isOn()).toBe(false);
  });

  test("D13: is off when the listening is closed", async () => {
    const { connections, cache, listening } = stage();
    await on(cache);

    listening.close();

    expect(cache.isOn()).toBe(false);
    await expect.poll(() => connections[0]?.signal.aborted).toBe(true);
  });

  test.each<[string, number[]]>([
    ["1", [2, 3]],
    ["1,3", [2]],
    ["*", []],
    ["what somebody else writes", []],
  ])("D13: told %j remembers of the users 1 to 3 %j", async (payload, left) => {
    const { connections, cache, listening } = stage();
    using _ = closing(listening);
    await on(cache);
    for (const userId of [1, 2, 3]) {
      const actor = { userId, account: { bio: "" } };
      const entry = { actor, expiresMs: Number.POSITIVE_INFINITY, usedMs: null };
      cache.beginReading()(
        Buffer.from([userId]),
        entry as unknown as Parameters<ReturnType<typeof cache.beginReading>>[1],
      );
    }

    connections[0]?.ears.hear("levelup_forget", payload);

    expect([1, 2, 3].filter((userId) => cache.find(Buffer.from([userId]), new Date()) !== null)).toEqual(left);
  });
});

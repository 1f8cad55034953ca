import { setTimeout as wait } from "node:timers/promises";
import { type Answer, readAnswer } from "./wire.ts";

/** How a registration ended: with the status of its answer, or without one. */
type Ended = { username: string; outcome: number | "cut"; at: number };

/** Clients that register gamers, one after the other, and remember what they were told. */
export type Registering = {
  /** Every registration that ended, in the order of their ends. */
  readonly ended: readonly Ended[];
  /** The names whose registration was answered with 200: what must never be lost. */
  acknowledged(): string[];
  /** Waits until so many more are acknowledged. */
  more(count: number): Promise<void>;
  /** Begins no more, and waits for those under way. */
  stop(): Promise<void>;
};

type Options = {
  clients: number;
  /** What every answer but a 200 must be; without it, anything. */
  check?: (answer: Answer) => void;
};

/** A client that is refused at once would otherwise do nothing but ask. */
const refusedPauseMs = 10;

/** However a registration ends, its client goes on with the next. */
export function keepRegistering(
  register: (username: string) => Promise<Response>,
  { clients, check = () => undefined }: Options,
): Registering {
  const ended: Ended[] = [];
  let stopped = false;

  async function client(): Promise<void> {
    while (!stopped) {
      const username = `gamer-${crypto.randomUUID()}`;
      const answer = await register(username)
        .then(async (response) => readAnswer(response.status, response.headers, await response.text()))
        .catch(() => undefined);
      ended.push({ username, outcome: answer?.status ?? "cut", at: performance.now() });
      if (answer?.status === 200) continue;
      if (answer !== undefined) check(answer);
      await wait(refusedPauseMs);
    }
  }

  const acknowledged = () => ended.filter(({ outcome }) => outcome === 200).map(({ username }) => username);
  const running = Promise.all(Array.from({ length: clients }, client));
  // Waits for more answers, or for the end, reject at a wrong answer.
  running.catch(() => undefined);
  return {
    ended,
    acknowledged,
    async more(count) {
      const enough = acknowledged().length + count;
      while (acknowledged().length < enough) await Promise.race([wait(1), running]);
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

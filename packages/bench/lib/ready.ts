import { setTimeout as wait } from "node:timers/promises";
import type { Running } from "./processes.ts";

const lookMs = 2;
const patienceMs = 60_000;

/** Waits until a server gives an answer that will do. @throws with what the server said when it ends before. */
export async function ready(
  server: Running,
  url: string,
  willDo: (response: Response) => boolean = () => true,
): Promise<void> {
  const ended = server.exited.then((errors) => {
    throw new Error(`the server behind ${url} ended: ${errors}`);
  });
  ended.catch(() => {});
  await Promise.race([ended, answers(url, willDo)]);
}

async function answers(url: string, willDo: (response: Response) => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (willDo(response)) return;
    } catch {
      // Nobody listens there yet.
    }
    await wait(lookMs);
  }
  throw new Error(`${url} was not ready within ${patienceMs / 1000} s`);
}

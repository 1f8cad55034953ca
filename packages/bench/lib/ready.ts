import { setTimeout as wait } from "node:timers/promises";
import type { Running } from "./processes.ts";

const pollMs = 2;
const patienceMs = 60_000;

/** Waits until a server gives an acceptable answer. @throws with the errors of a server that ends before. */
export async function ready(
  server: Running,
  url: string,
  isAcceptable: (response: Response) => boolean = () => true,
): Promise<void> {
  const ended = server.exited.then((errors) => {
    throw new Error(`the server behind ${url} ended: ${errors}`);
  });
  ended.catch(() => {});
  await Promise.race([ended, answers(url, isAcceptable)]);
}

async function answers(url: string, isAcceptable: (response: Response) => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (isAcceptable(response)) return;
    } catch {
      // It does not listen yet.
    }
    await wait(pollMs);
  }
  throw new Error(`${url} was not ready within ${patienceMs / 1000} s`);
}

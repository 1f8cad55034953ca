import type { FastifyInstance } from "fastify";

/**
 * Sends the answers of one turn of the event loop one after the other, at its end, when every request that had come by
 * then has been worked on. A client that sleeps is woken once for all of its answers instead of once for each, which is
 * what most of a write costs; one that asks alone waits for nothing. (Netty does the same: FlushConsolidationHandler.)
 */
export function coalesceReplies(fastify: FastifyInstance): void {
  let finished: (() => void)[] = [];

  function send(): void {
    const answers = finished;
    finished = [];
    for (const go of answers) go();
  }

  fastify.addHook("onSend", (_request, _reply, _payload, done) => {
    if (finished.push(done) === 1) setImmediate(send);
  });
}

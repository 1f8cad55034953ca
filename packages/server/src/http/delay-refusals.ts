import type { FastifyInstance } from "fastify";

const refusals = new Set<string | null>(["RATE_LIMITED", "OVERLOADED"]);

/**
 * Answers RATE_LIMITED and OVERLOADED late. A refused call costs little, but calls that are repeated as fast as they are
 * refused keep the processor busy, and hashes wait for it. Meanwhile the call holds its connection, of which there is a
 * limited number, and nothing else.
 */
export function delayRefusals(fastify: FastifyInstance, delayMs: number): void {
  if (delayMs === 0) return;
  fastify.addHook("onSend", (request, _reply, payload, done) => {
    if (refusals.has(request.errorCode)) setTimeout(done, delayMs, null, payload);
    else done(null, payload);
  });
}

import type { FastifyInstance } from "fastify";

/**
 * Sends answers with `Retry-After` late: RATE_LIMITED, OVERLOADED and UNAVAILABLE, whatever the route and the shape. A
 * refused call costs little, but calls that are repeated as fast as they are refused keep the processor busy, and hashes
 * wait for it. Meanwhile the call holds its connection, of which there is a limited number, and nothing else.
 */
export function delayRefusals(fastify: FastifyInstance, delayMs: number): void {
  if (delayMs === 0) return;
  fastify.addHook("onSend", (_request, reply, payload, done) => {
    if (reply.hasHeader("retry-after")) setTimeout(done, delayMs, null, payload);
    else done(null, payload);
  });
}

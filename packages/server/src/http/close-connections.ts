import type { FastifyInstance } from "fastify";
import { LevelUpError } from "../errors.ts";

/**
 * Sends clients elsewhere while the server stops: each answer ends its connection, and once the server closes, a
 * request that comes on a connection from before is refused. (Fastify's own refusal is not in the shape of our errors.)
 */
export function closeConnectionsOnShutdown(fastify: FastifyInstance, isStopping: () => boolean): void {
  let closing = false;
  fastify.addHook("preClose", async () => {
    closing = true;
  });
  fastify.addHook("onRequest", (_request, _reply, done) => {
    if (closing) done(new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 }));
    else done();
  });
  fastify.addHook("onSend", (_request, reply, _payload, done) => {
    if (isStopping()) reply.header("connection", "close");
    done();
  });
}

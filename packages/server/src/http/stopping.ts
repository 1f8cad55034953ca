import type { FastifyInstance } from "fastify";
import { LevelUpError } from "../errors.ts";

/**
 * Sends clients elsewhere while the server stops: each answer ends its connection, and once the server closes, a
 * request that comes on a connection from before is refused. (Fastify's own refusal is not in the shape of our errors.)
 */
export function leaveGracefully(fastify: FastifyInstance, isStopping: () => boolean): void {
  let closing = false;
  fastify.addHook("preClose", async () => {
    closing = true;
  });
  fastify.addHook("onRequest", async () => {
    if (closing) throw new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 });
  });
  fastify.addHook("onSend", async (_request, reply) => {
    if (isStopping()) reply.header("connection", "close");
  });
}

import type { FastifyInstance } from "fastify";
import { LevelUpError } from "../errors.ts";

/**
 * While the server stops, each answer ends its connection, and once it closes, requests on open connections get
 * OVERLOADED. (Fastify's own 503 does not have the shape of our errors.)
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

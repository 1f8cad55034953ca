import type { FastifyReply } from "fastify";

/** Sends JSON as DRF does: as `application/json` alone. Fastify itself adds a charset, which JSON does not have (RFC 8259, 11). */
export function sendJson(reply: FastifyReply, status: number, body: Record<string, unknown>): FastifyReply {
  return reply.code(status).serializer(JSON.stringify).header("content-type", "application/json").send(body);
}

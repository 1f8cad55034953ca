import type { FastifyRequest } from "fastify";
import type { RequestInfo } from "../request-info.ts";

export function requestInfo(request: FastifyRequest): RequestInfo {
  return { requestId: request.id, address: request.ip, userAgent: request.headers["user-agent"] ?? null };
}

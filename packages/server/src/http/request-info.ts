import type { FastifyRequest } from "fastify";
import type { RequestInfo } from "../request-info.ts";
import { clientAddress } from "./client-address.ts";

export function requestInfo(request: FastifyRequest): RequestInfo {
  return {
    requestId: request.id,
    address: clientAddress(request),
    userAgent: request.headers["user-agent"] ?? null,
  };
}

import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ErrorCode } from "@levelup/contract/errors";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { LevelUpError } from "../errors.ts";
import { bareHeaders } from "./security-headers.ts";
import { errorBody, fromFastifyError, sendError } from "./send-error.ts";

/** Node's codes of requests that it cannot read to the end, with their status. Any other one is no HTTP: 400. */
const answers: Record<string, { status: number; code: ErrorCode } | undefined> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: "INVALID_INPUT" },
  HPE_HEADER_OVERFLOW: { status: 431, code: "PAYLOAD_TOO_LARGE" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: "PAYLOAD_TOO_LARGE" },
};

/** Answers bytes that Node cannot read as a request, in the shape of every other error, and hangs up. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (socket.writable) {
    const { status, code } = answers[error.code ?? ""] ?? { status: 400, code: "INVALID_INPUT" };
    const body = JSON.stringify(errorBody(new LevelUpError(code), randomUUID(), status));
    const headers = { ...bareHeaders, "content-length": Buffer.byteLength(body), connection: "close" };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
  }
  socket.destroy(error);
}

/** Answers a request whose URL cannot be read, for which Fastify runs no hook. */
export function answerBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendError(request, reply.headers({ ...bareHeaders, "x-request-id": request.id }), fromFastifyError(error));
}

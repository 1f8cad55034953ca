import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { ErrorCode } from "@levelup/contract/errors";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { LevelUpError } from "../errors.ts";
import { bareHeaders } from "./security-headers.ts";
import { errorBody, fromFastifyError, sendError } from "./send-error.ts";

type BrokenAnswer = { status: string; code: ErrorCode };

/** The answers to requests that Node cannot read to the end, by Node's code of what is wrong. */
const answers: Record<string, BrokenAnswer | undefined> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: "408 Request Timeout", code: "INVALID_INPUT" },
  HPE_HEADER_OVERFLOW: { status: "431 Request Header Fields Too Large", code: "PAYLOAD_TOO_LARGE" },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: "413 Payload Too Large", code: "PAYLOAD_TOO_LARGE" },
};
const notHttp: BrokenAnswer = { status: "400 Bad Request", code: "INVALID_INPUT" };

/** Answers bytes that Node cannot read as a request, in the shape of every other error, and hangs up. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (socket.writable) {
    const { status, code } = answers[error.code ?? ""] ?? notHttp;
    const body = JSON.stringify(errorBody(new LevelUpError(code), randomUUID(), Number.parseInt(status, 10)));
    const headers = { ...bareHeaders, "content-length": Buffer.byteLength(body), connection: "close" };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`);
  }
  socket.destroy(error);
}

/** Answers a request whose URL cannot be read, for which Fastify runs no hook. */
export function answerBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendError(request, reply.headers({ ...bareHeaders, "x-request-id": request.id }), fromFastifyError(error));
}

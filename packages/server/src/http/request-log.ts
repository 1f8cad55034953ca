import { type FastifyReply, type FastifyRequest, LogController } from "fastify";
import type { Logger } from "pino";

/** Enough to know any path that exists. */
const maxPathLength = 200;

/**
 * One line a request, when it is answered. It holds the path without the query: nobody should put a token there, and
 * if somebody does it stays out of the log.
 */
export class RequestLog extends LogController {
  readonly #log: Logger;

  constructor(log: Logger) {
    super({ requestIdLogLabel: "requestId" });
    // The fields of the line are these and hold no credentials: to look for some would take longer than to write it.
    this.#log = log.child({}, { redact: [] });
  }

  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(error: Error | null, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      requestId: request.id,
      method: request.method,
      path: request.url.split("?", 1)[0]?.slice(0, maxPathLength),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(error === null ? {} : { err: error }),
    };
    this.#log.info(line, "request");
  }
}

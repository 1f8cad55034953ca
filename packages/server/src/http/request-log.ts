import { type FastifyReply, type FastifyRequest, LogController } from "fastify";

/** Enough to know any path that exists. */
const maxPathLength = 200;

/**
 * One line a request, when it is answered. It holds the path without the query: nobody should put a token there, and
 * if somebody does it stays out of the log.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: "requestId" });
  }

  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(error: Error | null, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      method: request.method,
      path: request.url.split("?", 1)[0]?.slice(0, maxPathLength),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(error === null ? {} : { err: error }),
    };
    request.log.info(line, "request");
  }
}

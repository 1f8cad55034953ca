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
      path: loggedPath(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(error === null ? {} : { err: error }),
    };
    request.log.info(line, "request");
  }
}

/** Node takes bytes beyond ASCII in a URL, which a terminal may obey. */
function loggedPath(url: string): string {
  const [path = ""] = url.split("?", 1);
  return path.slice(0, maxPathLength).replace(/[^\x21-\x7e]/g, "?");
}

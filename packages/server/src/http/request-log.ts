import { type FastifyReply, type FastifyRequest, LogController } from "fastify";
import type { Logger } from "pino";
import type { Actor } from "../tokens/verify-token.ts";
import { clientAddress } from "./client-address.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Whose token the request bears, once it was checked. */
    actor: Actor | null;
    /** The code of the error in the answer; in a batch, of the last one. */
    errorCode: string | null;
  }
}

/** Enough to know any path that exists. */
const maxPathLength = 200;

/**
 * One line a request, when it is answered: from where, by whom, and with what outcome. It holds the path without the
 * query, where a token may stand by mistake.
 */
export class RequestLog extends LogController {
  readonly #log: Logger;

  constructor(log: Logger) {
    super({ requestIdLogLabel: "requestId" });
    // To look for credentials in these fields, which hold none, would cost a fifth of a call.
    this.#log = log.child({}, { redact: [] });
  }

  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(error: Error | null, request: FastifyRequest, reply: FastifyReply): void {
    const { actor, errorCode } = request;
    const line = {
      requestId: request.id,
      method: request.method,
      path: request.url.split("?", 1)[0]?.slice(0, maxPathLength),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      address: clientAddress(request),
      ...(errorCode === null ? {} : { code: errorCode }),
      ...(actor === null ? {} : { userId: actor.userId, tokenId: actor.tokenId }),
      ...(error === null ? {} : { err: error }),
    };
    this.#log.info(line, "request");
  }
}

import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import { maxBatchSize } from "./screen-request.ts";
import { type AnswerTrpc, contextOf, logFailure, retryAfter } from "./trpc-call.ts";

/** Answers whatever tRPC's own clients send, by the library's own handler. */
export const answerByLibrary: AnswerTrpc = (request, reply, _query, deps) =>
  fastifyRequestHandler({
    router: deps.router,
    req: request,
    res: reply,
    path: request.params["*"],
    maxBatchSize,
    createContext: () => contextOf(request, deps),
    responseMeta: ({ errors }) => {
      const seconds = retryAfter(errors);
      return seconds === null ? {} : { headers: new Headers({ "retry-after": seconds }) };
    },
    onError: ({ error, path }) => logFailure(request, error, path),
  });

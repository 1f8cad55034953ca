import type { FastifyInstance } from "fastify";
import { readJsonText } from "./json-text.ts";
import { createRequestScreen, maxBatchSize, type Query } from "./screen-request.ts";
import { sendError } from "./send-error.ts";
import { type AnswerTrpc, contextOf, logFailure, retryAfter, type TrpcDeps, type TrpcRequest } from "./trpc-call.ts";
import { answerSingle } from "./trpc-single.ts";

/** The tRPC procedures, at `/trpc`. */
export async function trpcRoutes(fastify: FastifyInstance, deps: TrpcDeps): Promise<void> {
  // tRPC reads the text itself.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) =>
    readJsonText(body),
  );

  const screen = createRequestScreen(deps.router);
  fastify.decorateRequest("trpcQuery");
  fastify.addHook("onRequest", (request: TrpcRequest, reply, done) => {
    const screened = screen(request, request.params["*"]);
    if ("isBatch" in screened) {
      request.setDecorator("trpcQuery", screened);
      return done();
    }
    if (screened.allow !== undefined) reply.header("allow", screened.allow);
    sendError(request, reply, screened.error);
  });

  fastify.all("/trpc/*", (request: TrpcRequest, reply) => {
    const query = request.getDecorator<Query>("trpcQuery");
    return (query.isBatch ? answerByLibrary : answerSingle)(request, reply, query, deps);
  });
}

/** Answers by tRPC's own handler, which knows batches. */
export const answerByLibrary: AnswerTrpc = async (request, reply, _query, deps) => {
  // Loaded by the first batch, because it loads Node's `fetch` too.
  const { fastifyRequestHandler } = await import("@trpc/server/adapters/fastify");
  return fastifyRequestHandler({
    router: deps.router,
    req: request,
    res: reply,
    path: request.params["*"],
    maxBatchSize,
    createContext: () => contextOf(request, deps),
    responseMeta: ({ errors }) => {
      const seconds = retryAfter(errors);
      // Not in what is returned, which hooks do not see.
      if (seconds !== null) reply.header("retry-after", seconds);
      return {};
    },
    onError: ({ error, path }) => logFailure(request, error, path),
  });
};

import type { FastifyInstance } from "fastify";
import { readJsonText } from "./json-text.ts";
import { createRequestScreen, type Query } from "./screen-request.ts";
import { sendError } from "./send-error.ts";
import type { TrpcDeps, TrpcRequest } from "./trpc-call.ts";
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

  fastify.all("/trpc/*", async (request: TrpcRequest, reply) => {
    const query = request.getDecorator<Query>("trpcQuery");
    if (!query.isBatch) return answerSingle(request, reply, query, deps);
    // Loaded by the first batch: a start does without it.
    const { answerByLibrary } = await import("./trpc-batch.ts");
    return answerByLibrary(request, reply, query, deps);
  });
}

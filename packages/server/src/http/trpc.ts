import type { FastifyInstance } from "fastify";
import { readJsonText } from "./json-text.ts";
import { sendError } from "./send-error.ts";
import { answerByLibrary } from "./trpc-batch.ts";
import type { TrpcDeps, TrpcRequest } from "./trpc-call.ts";
import { judge, type Query } from "./trpc-refusal.ts";
import { answerSingle } from "./trpc-single.ts";

/** The tRPC door, at `/trpc`. */
export async function trpcDoor(fastify: FastifyInstance, deps: TrpcDeps): Promise<void> {
  // tRPC reads the text itself.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) =>
    readJsonText(body),
  );

  fastify.decorateRequest("trpcQuery");
  fastify.addHook("onRequest", (request: TrpcRequest, reply, done) => {
    const verdict = judge(request, request.params["*"]);
    if ("isBatch" in verdict) {
      request.setDecorator("trpcQuery", verdict);
      return done();
    }
    if (verdict.allow !== undefined) reply.header("allow", verdict.allow);
    sendError(request, reply, verdict.error);
  });

  fastify.all("/trpc/*", (request: TrpcRequest, reply) => {
    const query = request.getDecorator<Query>("trpcQuery");
    return query.isBatch ? answerByLibrary(request, reply, query, deps) : answerSingle(request, reply, query, deps);
  });
}

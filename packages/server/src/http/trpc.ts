import type { FastifyInstance } from "fastify";
import { readJsonText } from "./json-text.ts";
import { sendError } from "./send-error.ts";
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

  fastify.all("/trpc/*", async (request: TrpcRequest, reply) => {
    const query = request.getDecorator<Query>("trpcQuery");
    if (!query.isBatch) return answerSingle(request, reply, query, deps);
    // Loaded by the first batch: a start does without it.
    const { answerByLibrary } = await import("./trpc-batch.ts");
    return answerByLibrary(request, reply, query, deps);
  });
}

import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Metrics } from "../metrics/metrics.ts";
import { appRouter } from "../router.ts";
import { createContext, type Services } from "../trpc/context.ts";
import { toLevelUpError } from "../trpc/error-mapping.ts";
import { readAuthorization } from "./authorization.ts";
import { readJsonText } from "./json-text.ts";
import { requestInfo } from "./request-info.ts";
import { sendError } from "./send-error.ts";
import { maxBatchSize, refuse } from "./trpc-refusal.ts";

/** The tRPC door, at `/trpc`. */
export async function trpcDoor(
  fastify: FastifyInstance,
  { services, metrics }: { services: Services; metrics: Metrics },
): Promise<void> {
  // tRPC reads the text itself.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) =>
    readJsonText(body),
  );

  fastify.addHook<{ Params: { "*": string } }>("onRequest", async (request, reply) => {
    const refusal = refuse(request, request.params["*"]);
    if (refusal === null) return;
    if (refusal.allow !== undefined) reply.header("allow", refusal.allow);
    return sendError(request, reply, refusal.error);
  });

  fastify.all<{ Params: { "*": string } }>("/trpc/*", async (req, res) => {
    await fastifyRequestHandler({
      router: appRouter,
      req,
      res,
      path: req.params["*"],
      maxBatchSize,
      createContext: ({ req }: { req: FastifyRequest }) =>
        createContext(services, requestInfo(req), readAuthorization(req.headers.authorization), metrics.onCall),
      responseMeta: ({ errors }) => {
        const waits = errors.map((error) => toLevelUpError(error).details.retryAfterSeconds ?? 0);
        const seconds = Math.max(0, ...waits);
        return seconds === 0 ? {} : { headers: new Headers({ "retry-after": String(seconds) }) };
      },
      onError: ({ error, path }) => {
        const { code, cause } = toLevelUpError(error);
        if (code === "INTERNAL" || code === "UNAVAILABLE") req.log.error({ err: cause, path, code }, "call failed");
      },
    });
  });
}

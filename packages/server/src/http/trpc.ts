import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { appRouter } from "../router.ts";
import { createContext, type Services } from "../trpc/context.ts";
import { toLevelUpError } from "../trpc/error-mapping.ts";
import { readAuthorization } from "./authorization.ts";
import { requestInfo } from "./request-info.ts";

/** Calls that one request may hold. */
const maxBatchSize = 10;

/** The tRPC door, at `/trpc`. */
export async function trpcDoor(fastify: FastifyInstance, { services }: { services: Services }): Promise<void> {
  // tRPC reads the body itself.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));

  fastify.all<{ Params: { "*": string } }>("/trpc/*", async (req, res) => {
    res.header("cache-control", "no-store");
    await fastifyRequestHandler({
      router: appRouter,
      req,
      res,
      path: req.params["*"],
      maxBatchSize,
      createContext: ({ req }: { req: FastifyRequest }) =>
        createContext(services, requestInfo(req), readAuthorization(req.headers.authorization)),
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

import type { AnyRouter } from "@trpc/server";
import type { FastifyInstance } from "fastify";
import { createOpenApi, type DescribedRoute } from "./openapi-document.ts";

/** Serves a description of the API, built at the first request. */
export async function openApi(
  fastify: FastifyInstance,
  { router, routes }: { router: AnyRouter; routes: readonly DescribedRoute[] },
): Promise<void> {
  let text: Promise<string> | undefined;
  fastify.get("/openapi.json", async (_request, reply) => {
    text ??= createOpenApi(router, routes).then(JSON.stringify);
    return reply.header("content-type", "application/json").send(Buffer.from(await text));
  });
}

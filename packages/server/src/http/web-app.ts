import { join } from "node:path";
import type { FastifyInstance, FastifyRequest } from "fastify";

const forEver = "public, max-age=31536000, immutable";

/** Serves the built web app: its fingerprinted files are cached for ever, the page itself never. */
export async function webApp(fastify: FastifyInstance, webRoot: string): Promise<void> {
  const { default: fastifyStatic } = await import("@fastify/static");
  const fingerprinted = join(webRoot, "assets");
  await fastify.register(fastifyStatic, {
    root: webRoot,
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header("cache-control", path.startsWith(fingerprinted) ? forEver : "no-cache");
    },
  });
}

/** Whether a request is a person's browser going to a page, rather than a program calling the API. */
export function isNavigation(request: FastifyRequest): boolean {
  return request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
}

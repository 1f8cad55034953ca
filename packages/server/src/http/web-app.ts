import { join } from "node:path";
import type { FastifyInstance, FastifyRequest } from "fastify";

const forEver = "public, max-age=31536000, immutable";

/** The screen where a password is changed: https://w3c.github.io/webappsec-change-password-url/ */
const changePasswordPage = "/security";

/** Serves the built web app: its fingerprinted files are cached for ever, the page itself is checked at each visit. */
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
  fastify.get("/.well-known/change-password", (_request, reply) => reply.redirect(changePasswordPage));
}

/** Programs look for files here, and take any 200 for one. */
const wellKnown = /^\/(\.|%2e)well-known($|[/?])/i;

/** Whether to answer an unknown path with the page, which has its own "not found". */
export function isUnknownPage(request: FastifyRequest): boolean {
  return isNavigation(request) && !wellKnown.test(request.url);
}

/** Whether a request is a browser going to a page, rather than a program calling the API. */
export function isNavigation(request: FastifyRequest): boolean {
  return (
    (request.method === "GET" || request.method === "HEAD") && (request.headers.accept ?? "").includes("text/html")
  );
}

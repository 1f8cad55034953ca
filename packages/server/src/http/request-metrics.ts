import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Metrics } from "../metrics/metrics.ts";

/** Counts and times every request that is answered. */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook("onResponse", (request, reply, done) => {
    metrics.onRequest(routeOf(request), reply.statusCode, reply.elapsedTime);
    done();
  });
}

/** The route as it is declared. The path would let a client make up labels. */
function routeOf(request: FastifyRequest): string {
  const { url } = request.routeOptions;
  if (url === undefined) return "none";
  // Each file of the web app has a route of its own.
  return /\.\w+$/.test(url) ? "file" : url;
}

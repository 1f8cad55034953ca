import type { FastifyInstance } from "fastify";

/** What django-cors-headers answers to an OPTIONS request by default. */
const optionsHeaders = {
  "access-control-allow-headers":
    "accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with",
  "access-control-allow-methods": "DELETE, GET, OPTIONS, PATCH, POST, PUT",
  "access-control-max-age": "86400",
};

/**
 * Lets pages of the listed origins call the API and read its answers, refusals too, as django-cors-headers does with
 * its defaults: without credentials, since nothing here reads a cookie. Other origins get no Access-Control header.
 *
 * A hook of our own, because @fastify/cors sends the preflight's headers to origins that are not listed and answers
 * 400 to a preflight without an origin.
 */
export function cors(fastify: FastifyInstance, origins: readonly string[]): void {
  const listed = new Set(origins);

  fastify.addHook("onRequest", (request, reply, done) => {
    const { origin } = request.headers;
    const isOptions = request.method === "OPTIONS";
    if (origin !== undefined && listed.has(origin)) {
      reply.header("access-control-allow-origin", origin);
      if (isOptions) reply.headers(optionsHeaders);
    }
    if (isOptions && request.headers["access-control-request-method"] !== undefined) reply.send();
    else done();
  });

  // At the end, because what answers in between (tRPC, files) names headers of its own.
  fastify.addHook("onSend", (_request, reply, payload, done) => {
    // The headers of a Response, which is what tRPC sends, go over the reply's after this.
    if (payload instanceof Response) payload.headers.append("vary", "Origin");
    else reply.header("vary", reply.hasHeader("vary") ? `${reply.getHeader("vary")}, Origin` : "Origin");
    done();
  });
}

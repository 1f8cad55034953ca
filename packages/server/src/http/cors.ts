import type { FastifyInstance } from "fastify";

/** What django-cors-headers allows by default. */
const allowedHeaders = [
  "accept",
  "accept-encoding",
  "authorization",
  "content-type",
  "dnt",
  "origin",
  "user-agent",
  "x-csrftoken",
  "x-requested-with",
];

/**
 * Lets pages of the listed origins call the API and read its answers, errors too, as django-cors-headers does with its
 * defaults: without credentials, since nothing here reads a cookie. Other origins get no Access-Control header.
 *
 * Not @fastify/cors: its `Vary` is lost where tRPC and other routes set their own, and it leaves preflights of origins
 * that are not listed to the routes.
 */
export function cors(
  fastify: FastifyInstance,
  { corsOrigins, corsHeaders }: { corsOrigins: readonly string[]; corsHeaders: readonly string[] },
): void {
  const listed = new Set(corsOrigins);
  const optionsHeaders = {
    "access-control-allow-headers": [...allowedHeaders, ...corsHeaders].join(", "),
    "access-control-allow-methods": "DELETE, GET, OPTIONS, PATCH, POST, PUT",
    "access-control-max-age": "86400",
  };

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

  // At the end, because routes (tRPC, files) set headers of their own.
  fastify.addHook("onSend", (_request, reply, payload, done) => {
    // tRPC sends a Response, whose headers replace the reply's after this.
    if (payload instanceof Response) payload.headers.append("vary", "Origin");
    else reply.header("vary", reply.hasHeader("vary") ? `${reply.getHeader("vary")}, Origin` : "Origin");
    done();
  });
}

import type { FastifyInstance, FastifyRequest } from "fastify";
import { LevelUpError } from "../errors.ts";

/** They change nothing (RFC 9110, 9.2.1), so any page may make a browser send them. */
const safeMethods = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * Refuses what a page of another site makes a browser send, before any work is done, unless its origin is listed. Only
 * browsers send these headers. (Go's `http.CrossOriginProtection` follows the same rules.)
 *
 * A form that a browser sends by going to our URL would show the answer, with its token, as a page: it gets the web app
 * instead, at the same URL.
 */
export function refuseCrossSite(
  fastify: FastifyInstance,
  { corsOrigins, hasPages }: { corsOrigins: readonly string[]; hasPages: boolean },
): void {
  const listed = new Set(corsOrigins);
  fastify.addHook("onRequest", (request, reply, done) => {
    if (safeMethods.has(request.method)) return done();
    const { origin = "" } = request.headers;
    if (isCrossSite(request) && !listed.has(origin)) return done(new LevelUpError("FORBIDDEN"));
    if (!isFormNavigation(request)) return done();
    if (!hasPages) return done(new LevelUpError("FORBIDDEN"));
    // One slash, because a browser takes `//host` for another site.
    reply.redirect(request.url.replace(/^[/\\]+/, "/"), 303);
  });
}

function isCrossSite({ headers, host }: FastifyRequest): boolean {
  const { origin, "sec-fetch-site": site } = headers;
  if (site === "same-origin") return false;
  if (site !== undefined && site !== "none") return true;
  return origin !== undefined && !isOrigin(origin, host);
}

/** Whether an origin is the host that the request was sent to. TLS may end at a proxy, so the scheme says nothing. */
function isOrigin(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.host !== "" && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}

const formTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

/** Whether a browser shows the answer as a page. Older ones do not say so, but accept HTML when they send a form. */
function isFormNavigation({ headers }: FastifyRequest): boolean {
  const mode = headers["sec-fetch-mode"];
  if (mode !== undefined) return mode === "navigate";
  return (headers.accept ?? "").includes("text/html") && formTypes.test(headers["content-type"] ?? "");
}

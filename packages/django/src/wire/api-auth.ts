import type { FastifyInstance } from "fastify";

/**
 * The original mounts DRF's login and logout pages with `path('api-auth', …)`, without a slash, so that its real URLs
 * are the first two; the others are the intended ones. The web app has these pages.
 */
const pages = {
  "/api-authlogin/": "/login",
  "/api-authlogout/": "/logout",
  "/api-auth/login/": "/login",
  "/api-auth/logout/": "/logout",
};

/** Redirects a browser from DRF's login and logout pages to the web app's. */
export function apiAuth(fastify: FastifyInstance): void {
  for (const [url, page] of Object.entries(pages)) {
    fastify.route<{ Querystring: { next?: unknown } }>({
      method: ["GET", "POST"],
      url,
      handler: async (request, reply) => {
        const next = page === "/login" ? ownPath(request.query.next) : null;
        const target = next === null ? page : `${page}?next=${encodeURIComponent(next)}`;
        return reply.redirect(target, request.method === "POST" ? 303 : 302);
      },
    });
  }
}

/** Stands for ours: a path that leaves one origin leaves any. */
const anyOrigin = "http://levelup.invalid";
/** Browsers read a backslash as a slash and drop tabs and line breaks; a slash may come encoded. */
const slash = "(?:/|\\\\|%2f|%5c)";
const leadsAway = new RegExp(`^${slash}${slash}|[\\\\\\p{Cc}]`, "iu");

/** The path to go to after the login; null unless it is on this origin (OWASP, Unvalidated Redirects). */
export function ownPath(next: unknown): string | null {
  if (typeof next !== "string" || !next.startsWith("/") || leadsAway.test(next)) return null;
  const url = URL.parse(next, anyOrigin);
  if (url === null || url.origin !== anyOrigin) return null;
  // `/.//evil.example` comes out as `//evil.example`.
  const path = url.pathname + url.search + url.hash;
  return leadsAway.test(path) ? null : path;
}

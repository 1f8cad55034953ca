import type { OutgoingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import helmet from "helmet";
import { IncomingMessage, ServerResponse } from "./node-http.ts";

/**
 * What the web app's pages may do: run our own scripts, show our own styles and pictures, call our own server.
 * https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html
 */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
  },
};

/** What every answer carries. helmet works it out once: @fastify/helmet did at each request, for the same result. */
export const securityHeaders = headersBy(
  helmet({
    contentSecurityPolicy,
    frameguard: { action: "deny" },
    // Sent by `strictTransport` where there is TLS; without TLS a browser ignores it.
    strictTransportSecurity: false,
  }),
);

/** The headers that a middleware sets on an answer that nobody gets. */
function headersBy(middleware: ReturnType<typeof helmet>): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  middleware(request, response, () => {});
  return { ...response.getHeaders() };
}

/** For a year, RFC 6797; sent over TLS only, which as a rule a trusted proxy speaks for us. */
export const strictTransport = { name: "strict-transport-security", value: "max-age=31536000; includeSubDomains" };

/** For answers that are written before Fastify knows a request: nothing in them is to be shown or kept. */
export const bareHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "content-type": "application/json; charset=utf-8",
  "x-content-type-options": "nosniff",
};

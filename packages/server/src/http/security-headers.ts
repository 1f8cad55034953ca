import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";

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

/** The headers of every answer. helmet makes them once; @fastify/helmet would for each request, with the same result. */
export const securityHeaders = headersBy(
  helmet({
    contentSecurityPolicy,
    frameguard: { action: "deny" },
    // Sent by `strictTransport` where there is TLS; without TLS a browser ignores it.
    strictTransportSecurity: false,
  }),
);

/** The headers that a middleware sets on a response. Node's own would load `fetch` and WebSocket with it. */
function headersBy(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader(name: string, value: string) {
      headers[name] = value;
    },
    removeHeader() {},
  };
  middleware({} as IncomingMessage, response as unknown as ServerResponse, () => {});
  return headers;
}

/** For a year (RFC 6797); sent over TLS only, which as a rule ends at a trusted proxy. */
export const strictTransport = { name: "strict-transport-security", value: "max-age=31536000; includeSubDomains" };

/** For answers to what Fastify never sees as a request: never rendered and never stored. */
export const bareHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "content-type": "application/json; charset=utf-8",
  "x-content-type-options": "nosniff",
};

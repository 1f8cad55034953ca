import { randomUUID } from "node:crypto";
import type { AnyRouter } from "@trpc/server";
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Metrics } from "../metrics/metrics.ts";
import { openApi } from "../openapi/openapi.route.ts";
import type { DescribedRoute } from "../openapi/openapi-document.ts";
import type { Readiness } from "../readiness.ts";
import type { Scopes } from "../tokens/scopes.ts";
import type { AppDeps } from "../trpc/context.ts";
import { authCheck } from "./auth-check.ts";
import { answerBadUrl, answerBrokenRequest } from "./broken-request.ts";
import { trustedProxies, warnAboutProxies } from "./client-address.ts";
import { closeConnectionsOnShutdown } from "./close-connections.ts";
import { coalesceReplies } from "./coalesce-replies.ts";
import { cors } from "./cors.ts";
import { refuseCrossSite } from "./cross-site.ts";
import { delayRefusals } from "./delay-refusals.ts";
import { createGuard } from "./guard.ts";
import { health } from "./health.ts";
import type { HttpSettings } from "./http.settings.ts";
import { introspect } from "./introspect.ts";
import { limitConnections } from "./limit-connections.ts";
import { refuseUnderLoad } from "./overload.ts";
import { type Routes, registerOwnRoutes } from "./own-routes.ts";
import { RequestLog } from "./request-log.ts";
import { measureRequests } from "./request-metrics.ts";
import { schemaCompilers } from "./schema-compilers.ts";
import { securityHeaders, strictTransport } from "./security-headers.ts";
import { fromFastifyError, sendError } from "./send-error.ts";
import { refuseAmbiguousRequests } from "./strict-http.ts";
import { trpcRoutes } from "./trpc-routes.ts";
import { isUnknownPage, webApp } from "./web-app.ts";

/** The longest profile fits, in any script. */
const bodyLimitBytes = 64 * 1024;
const headersLimitBytes = 16 * 1024;
/** How often Node checks the deadlines of requests, and so how late it may notice one. */
const deadlineCheckMs = 1000;

export type HttpServerDeps = AppDeps & {
  settings: HttpSettings;
  router: AnyRouter;
  routes: readonly Routes[];
  /** The declared ones. */
  scopes: Scopes;
  log: Logger;
  readiness: Readiness;
  metrics: Metrics;
};

const commonHeaders = { ...securityHeaders, "cache-control": "no-store" };

/** The HTTP server with all its routes, not yet listening. */
export async function createHttpServer(deps: HttpServerDeps): Promise<FastifyInstance> {
  const { settings, router, routes, scopes, services, fork, clock, log, readiness, metrics } = deps;
  const app = { services, fork, clock };
  const { webRoot } = settings;
  const hasPages = webRoot !== null;
  const isTrusted = trustedProxies(settings.trustProxy);
  const fastify: FastifyInstance = Fastify({
    // Fastify's own lines, such as where it listens, are for debugging; those of requests are not.
    loggerInstance: log.child({}, { level: log.isLevelEnabled("warn") ? "warn" : log.level }) as FastifyBaseLogger,
    childLoggerFactory: (_logger, bindings, options) => log.child(bindings, options),
    logController: new RequestLog(log),
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
    trustProxy: isTrusted,
    requestTimeout: settings.requestTimeoutMs,
    connectionTimeout: settings.idleTimeoutMs,
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    http: {
      headersTimeout: Math.min(settings.headersTimeoutMs, settings.requestTimeoutMs),
      connectionsCheckingInterval: Math.min(deadlineCheckMs, settings.headersTimeoutMs),
      maxHeaderSize: headersLimitBytes,
      // Node's own answer has none of our headers.
      requireHostHeader: false,
    },
    schemaController: { compilersFactory: schemaCompilers },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerBadUrl,
    return503OnClosing: false,
  });
  fastify.decorateRequest("actor", null);
  fastify.decorateRequest("errorCode", null);

  // Hooks that wait for nothing call back, here and in the files of this folder: promises would make each request slower.
  fastify.addHook("onRequest", (request, reply, done) => {
    reply.headers(commonHeaders).header("x-request-id", request.id);
    if (request.protocol === "https") reply.header(strictTransport.name, strictTransport.value);
    done();
  });
  refuseAmbiguousRequests(fastify);
  // Before the other hooks that may answer: a page of a listed origin reads errors too.
  cors(fastify, settings);
  measureRequests(fastify, metrics);
  warnAboutProxies(fastify, isTrusted);
  closeConnectionsOnShutdown(fastify, readiness.isStopping);
  delayRefusals(fastify, settings.refusalDelayMs);
  // The last hook that works on answers, so that nothing is left to do but to write them.
  coalesceReplies(fastify);
  limitConnections(fastify, settings, isTrusted);
  refuseUnderLoad(fastify, settings.maxEventLoopDelayMs);
  refuseCrossSite(fastify, { corsOrigins: settings.corsOrigins, hasPages });
  fastify.setErrorHandler<FastifyError>((error, request, reply) => sendError(request, reply, fromFastifyError(error)));
  fastify.setNotFoundHandler((request, reply) =>
    hasPages && isUnknownPage(request) ? reply.sendFile("index.html") : reply.code(404).send({ detail: "Not found." }),
  );

  const urls = new Set<string>();
  const described: DescribedRoute[] = [];
  fastify.addHook("onRoute", ({ url, method, config }) => {
    urls.add(url);
    if (config?.openapi !== undefined && method !== "HEAD") {
      described.push({ url, description: { method: String(method), ...config.openapi } });
    }
  });
  await fastify.register(health, readiness);
  await fastify.register(trpcRoutes, { router, app, onCall: metrics.onCall });
  await fastify.register(authCheck, app);
  await fastify.register(introspect, app);
  await fastify.register(openApi, { router, routes: described });
  if (webRoot !== null) await webApp(fastify, webRoot);
  const tools = { ...app, hasPages, guard: createGuard(services, scopes) };
  await registerOwnRoutes(fastify, { routes, tools, taken: new Set(urls) });
  return fastify;
}

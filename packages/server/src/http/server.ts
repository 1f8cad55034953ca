import { randomUUID } from "node:crypto";
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { djangoDoor } from "../django/door.ts";
import type { WallSettings } from "../env/wall.ts";
import { LevelUpError } from "../errors.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Readiness } from "../readiness.ts";
import type { Services } from "../trpc/context.ts";
import { answerBadUrl, answerBrokenRequest } from "./broken-request.ts";
import { hintAtProxy, trustedProxies } from "./client-address.ts";
import { cors } from "./cors.ts";
import { health } from "./health.ts";
import { refuseUnderLoad } from "./overload.ts";
import { RequestLog } from "./request-log.ts";
import { RequestLogger } from "./request-logger.ts";
import { measureRequests } from "./request-metrics.ts";
import { securityHeaders, strictTransport } from "./security-headers.ts";
import { fromFastifyError, sendError } from "./send-error.ts";
import { sendTogether } from "./send-together.ts";
import { leaveGracefully } from "./stopping.ts";
import { trpcDoor } from "./trpc.ts";
import { isNavigation, webApp } from "./web-app.ts";

/** The longest profile fits, in whatever script. */
const bodyLimitBytes = 64 * 1024;
const headersLimitBytes = 16 * 1024;
/** How often Node looks for requests that are late, and so how late it may notice. */
const deadlineCheckMs = 1000;

export type HttpServerDeps = {
  services: Services;
  /** The built web app's folder, or null to serve the API alone. */
  webRoot: string | null;
  /** Origins whose pages may call the API. */
  corsOrigins: readonly string[];
  wall: WallSettings;
  log: Logger;
  readiness: Readiness;
  metrics: Metrics;
};

const commonHeaders = { ...securityHeaders, "cache-control": "no-store" };

/** The HTTP server with all its doors, not yet listening. */
export async function createHttpServer(deps: HttpServerDeps): Promise<FastifyInstance> {
  const { services, webRoot, corsOrigins, wall, log, readiness, metrics } = deps;
  const fastify: FastifyInstance = Fastify({
    // Fastify's own chatter, such as where it listens, would come between our lines and after the last of them.
    loggerInstance: log.child({}, { level: log.isLevelEnabled("warn") ? "warn" : log.level }) as FastifyBaseLogger,
    childLoggerFactory: (_logger, bindings, options) => RequestLogger.of(log, bindings, options),
    logController: new RequestLog(log),
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies(wall.trustProxy),
    requestTimeout: wall.requestTimeoutMs,
    connectionTimeout: wall.idleTimeoutMs,
    keepAliveTimeout: wall.keepAliveTimeoutMs,
    http: {
      headersTimeout: Math.min(wall.headersTimeoutMs, wall.requestTimeoutMs),
      connectionsCheckingInterval: Math.min(deadlineCheckMs, wall.headersTimeoutMs),
      maxHeaderSize: headersLimitBytes,
    },
    // No route has a schema of Fastify's, for which it would load Ajv and more at each start.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerBadUrl,
    return503OnClosing: false,
  });
  fastify.server.maxConnections = wall.maxConnections;

  // Hooks that wait for nothing call back, here and in the files of this folder: a promise each would cost a request.
  fastify.addHook("onRequest", (request, reply, done) => {
    reply.headers(commonHeaders).header("x-request-id", request.id);
    if (request.protocol === "https") reply.header(strictTransport.name, strictTransport.value);
    done();
  });
  // Before whatever may refuse: a page of a listed origin reads refusals too.
  cors(fastify, corsOrigins);
  measureRequests(fastify, metrics);
  leaveGracefully(fastify, readiness.isStopping);
  if (wall.trustProxy.length === 0) hintAtProxy(fastify);
  // After the other hooks of this kind, so that nothing is left to do but to write.
  sendTogether(fastify);
  refuseUnderLoad(fastify, wall.maxEventLoopDelayMs);
  fastify.setErrorHandler<FastifyError>((error, request, reply) => sendError(request, reply, fromFastifyError(error)));
  fastify.setNotFoundHandler((request, reply) =>
    webRoot !== null && isNavigation(request)
      ? reply.sendFile("index.html")
      : sendError(request, reply, new LevelUpError("NOT_FOUND")),
  );

  await fastify.register(health, readiness);
  await fastify.register(trpcDoor, { services, onCall: metrics.onCall });
  if (webRoot !== null) await webApp(fastify, webRoot);
  await fastify.register(djangoDoor, { services, hasPages: webRoot !== null });
  return fastify;
}

function noSchemas(): never {
  throw new Error("The contract describes what crosses the wire, in zod; Fastify's schemas are not loaded.");
}

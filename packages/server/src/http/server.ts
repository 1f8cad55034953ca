import { randomUUID } from "node:crypto";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { djangoDoor } from "../django/door.ts";
import { LevelUpError } from "../errors.ts";
import type { Services } from "../trpc/context.ts";
import { cors } from "./cors.ts";
import { health } from "./health.ts";
import { RequestLog } from "./request-log.ts";
import { fromFastifyError, sendError } from "./send-error.ts";
import { trpcDoor } from "./trpc.ts";
import { isNavigation, webApp } from "./web-app.ts";

const bodyLimitBytes = 64 * 1024;

export type HttpServerDeps = {
  services: Services;
  /** The built web app's folder, or null to serve the API alone. */
  webRoot: string | null;
  /** Origins whose pages may call the API. */
  corsOrigins: readonly string[];
  log: Logger;
  isReady: () => Promise<boolean>;
};

/** The HTTP server with all its doors, not yet listening. */
export async function createHttpServer({
  services,
  webRoot,
  corsOrigins,
  log,
  isReady,
}: HttpServerDeps): Promise<FastifyInstance> {
  const fastify: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new RequestLog(),
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
  });

  // Locally there is no TLS to upgrade to; where there is, the proxy in front redirects.
  await fastify.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  fastify.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  cors(fastify, corsOrigins);
  fastify.setErrorHandler<FastifyError>((error, request, reply) => sendError(request, reply, fromFastifyError(error)));
  fastify.setNotFoundHandler((request, reply) =>
    webRoot !== null && isNavigation(request)
      ? reply.sendFile("index.html")
      : sendError(request, reply, new LevelUpError("NOT_FOUND")),
  );

  await fastify.register(health, { isReady });
  await fastify.register(trpcDoor, { services });
  if (webRoot !== null) await webApp(fastify, webRoot);
  await fastify.register(djangoDoor, { services, hasPages: webRoot !== null });
  return fastify;
}

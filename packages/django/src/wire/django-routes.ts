import {
  type Actor,
  isNavigation,
  LevelUpError,
  type RouteDescription,
  type RouteTools,
  sendJson,
} from "@levelup/server";
import type { FastifyError, FastifyInstance } from "fastify";
import { apiAuth } from "./api-auth.ts";
import { sendApiException, toApiException } from "./api-exception.ts";
import { mediaTypes, readBodies } from "./bodies.ts";
import { type View, views } from "./views.ts";

/** The wire of the original Django REST Framework server, on the same use cases as `/trpc`. */
export async function djangoRoutes(fastify: FastifyInstance, { services, hasPages, guard }: RouteTools): Promise<void> {
  const requireToken = guard({ scope: "account:read" });
  readBodies(fastify);
  fastify.setErrorHandler<FastifyError>((error, request, reply) =>
    sendApiException(request, reply, toApiException(error, request)),
  );

  /** In DRF's order: the token, then the method, and only then the body. */
  function serve(url: string, view: View): void {
    const isDescribed = url === view.paths[0];
    fastify.route({
      method: fastify.supportedMethods,
      url,
      config: isDescribed ? { openapi: describe(view) } : {},
      onRequest: async (request, reply) => {
        if (view.hasPage) {
          reply.header("vary", "Accept");
          if (hasPages && isNavigation(request)) return reply.sendFile("index.html");
        }
        reply.header("allow", `${view.method}, OPTIONS`);
        if (!view.open) await requireToken(request, reply);
        if (reply.sent) return reply;
        if (request.method === "OPTIONS") return sendJson(reply, metadata(view));
        if (request.method !== view.method) throw new LevelUpError("METHOD_NOT_ALLOWED");
      },
      handler: async (request, reply) => {
        const { status = 200, body } = view.open
          ? await view.answer(request)
          : await view.answer(request, request.getDecorator<Actor>("actor"));
        return sendJson(reply.code(status), body);
      },
    });
  }

  for (const view of views(services)) for (const path of view.paths) serve(path, view);
  apiAuth(fastify);
}

/** The view in `/openapi.json`, by the first of its URLs. */
function describe({ name, method, open, describes }: View): RouteDescription {
  return { summary: name, method, token: !open, bodyTypes: mediaTypes, ...describes };
}

/** DRF's `SimpleMetadata` of a view. */
function metadata({ name }: View): Record<string, unknown> {
  return { name, description: "", renders: ["application/json"], parses: mediaTypes };
}

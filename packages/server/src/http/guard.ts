import type { FastifyReply, FastifyRequest } from "fastify";
import { authenticate, type Services } from "../trpc/context.ts";
import { toLevelUpError } from "../trpc/error-mapping.ts";
import { readAuthorization } from "./authorization.ts";
import { sendDetailError } from "./detail-error.ts";
import { sendError } from "./send-error.ts";

export type GuardOptions = {
  /** The shape of an error: Django REST Framework's `{"detail": …}`, as all of HTTP outside `/trpc`, or tRPC's. */
  style?: "django" | "trpc";
  /** Whether the caller must have proved who it is within the last minutes, as for a `freshProcedure`. */
  fresh?: boolean;
};

/** A hook for the `onRequest` of a route. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * Makes hooks that let a request with a valid token pass, with the caller in `request.actor`, and answer any other one
 * themselves: no error handler can let it through.
 */
export function createGuard(services: Services) {
  return function guard({ style = "django", fresh = false }: GuardOptions = {}): Guard {
    return async (request, reply) => {
      try {
        const actor = await authenticate(services, readAuthorization(request.headers.authorization));
        if (fresh) services.tokens.assertFresh(actor);
        request.actor = actor;
        return;
      } catch (thrown) {
        const error = toLevelUpError(thrown);
        if (style === "django") return sendDetailError(request, reply, error);
        if (error.definition.status === 401) reply.header("www-authenticate", "Token");
        return sendError(request, reply, error);
      }
    };
  };
}

import type { FastifyReply, FastifyRequest } from "fastify";
import { assertDeclared, type Scopes } from "../tokens/scopes.ts";
import { authenticate, type Services } from "../trpc/context.ts";
import { toLevelUpError } from "../trpc/error-mapping.ts";
import { readAuthorization } from "./authorization.ts";
import { sendDetailError } from "./detail-error.ts";
import { sendError } from "./send-error.ts";

export type GuardOptions = {
  /** The shape of an error: Django REST Framework's `{"detail": …}`, as all of HTTP outside `/trpc`, or tRPC's. */
  style?: "django" | "trpc";
  /** The scope with which an API token may pass too. Without one only sessions do. */
  scope?: string;
  /** Whether the caller must have proved who it is within the last minutes, as for a `freshProcedure`. */
  fresh?: boolean;
};

/** A hook for the `onRequest` of a route. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * Makes hooks that let a request with a valid token pass, with the caller in `request.actor`, and answer any other one
 * themselves: no error handler can let it through.
 *
 * @param scopes the declared ones; a guard that asks for another one is a StartError
 */
export function createGuard(services: Services, scopes: Scopes) {
  return function guard(options: GuardOptions = {}): Guard {
    if (options.scope !== undefined) assertDeclared(options.scope, scopes, "a guard");
    return (request, reply) => admit(services, request, reply, options);
  };
}

/**
 * Lets one request pass, or answers it.
 *
 * @param options.authorization the credentials, where they are not the header as it came
 */
export async function admit(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  options: GuardOptions & { authorization?: string | undefined },
): Promise<unknown> {
  const { style = "django", scope, fresh = false, authorization = request.headers.authorization } = options;
  try {
    const actor = await authenticate(services, readAuthorization(authorization), scope);
    if (fresh) services.tokens.assertFresh(actor);
    request.actor = actor;
    return;
  } catch (thrown) {
    const error = toLevelUpError(thrown);
    if (style === "django") return sendDetailError(request, reply, error);
    if (error.definition.status === 401) reply.header("www-authenticate", "Token");
    return sendError(request, reply, error);
  }
}

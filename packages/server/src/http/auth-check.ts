import type { FastifyError, FastifyInstance } from "fastify";
import type { Actor } from "../tokens/verify-token.ts";
import type { Services } from "../trpc/context.ts";
import { sendDetailError } from "./detail-error.ts";
import { createGuard } from "./guard.ts";
import { fromFastifyError } from "./send-error.ts";

/** Tells a proxy (nginx's `auth_request`) or another service who presents a token, in headers. */
export async function authCheck(fastify: FastifyInstance, { services }: { services: Services }): Promise<void> {
  const guard = createGuard(services);
  fastify.setErrorHandler<FastifyError>((error, request, reply) =>
    sendDetailError(request, reply, fromFastifyError(error)),
  );
  fastify.get("/auth/check", { onRequest: guard() }, (request, reply) =>
    reply
      .code(204)
      .headers(actorHeaders(request.getDecorator<Actor>("actor")))
      .send(),
  );
}

function actorHeaders({ userId, username, tokenId, purpose, isStaff }: Actor): Record<string, string> {
  return {
    "x-levelup-user": String(userId),
    // A header holds Latin-1 at most.
    "x-levelup-username": encodeURIComponent(username),
    "x-levelup-token": String(tokenId),
    "x-levelup-kind": purpose,
    "x-levelup-staff": isStaff ? "1" : "0",
  };
}

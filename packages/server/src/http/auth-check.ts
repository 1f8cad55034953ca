import type { FastifyError, FastifyInstance } from "fastify";
import { LevelUpError } from "../errors.ts";
import type { RouteDescription } from "../openapi/describe-route.ts";
import type { Actor } from "../tokens/verify-token.ts";
import type { Services } from "../trpc/context.ts";
import { sendDetailError } from "./detail-error.ts";
import { admit } from "./guard.ts";
import { fromFastifyError } from "./send-error.ts";

/**
 * Tells a proxy (nginx's `auth_request`) or another service who presents a token, in headers. `?scope=games:write` lets
 * API tokens with that scope pass instead of those with `account:read`.
 */
export async function authCheck(fastify: FastifyInstance, { services }: { services: Services }): Promise<void> {
  fastify.setErrorHandler<FastifyError>((error, request, reply) =>
    sendDetailError(request, reply, fromFastifyError(error)),
  );
  fastify.get<{ Querystring: { scope?: unknown } }>("/auth/check", {
    config: { openapi },
    onRequest: async (request, reply) => admit(services, request, reply, { scope: readScope(request.query.scope) }),
    handler: (request, reply) =>
      reply
        .code(204)
        .headers(actorHeaders(request.getDecorator<Actor>("actor")))
        .send(),
  });
}

const openapi: RouteDescription = {
  summary: "Who presents a token",
  token: true,
  query: { scope: "The scope that an API token must have; `account:read` by default." },
  answers: {
    204: {
      description: "The token is valid.",
      headers: {
        "X-Levelup-User": "The id of the user.",
        "X-Levelup-Username": "The username, percent-encoded in UTF-8.",
        "X-Levelup-Token": "The id of the token.",
        "X-Levelup-Kind": "`session`, or `api` for an API token.",
        "X-Levelup-Scopes": "What the token may do, separated by spaces; of a session, every scope that there is.",
        "X-Levelup-Staff": "`1` or `0`.",
      },
    },
  },
};

/** @throws INVALID_INPUT for a scope that is empty or there twice. */
function readScope(scope: unknown = "account:read"): string {
  if (typeof scope === "string" && scope !== "") return scope;
  const issue = { field: "scope", rule: "invalid", message: "Name one scope." };
  throw new LevelUpError("INVALID_INPUT", { field: issue.field, issues: [issue] });
}

function actorHeaders({ userId, username, tokenId, purpose, scopes, isStaff }: Actor): Record<string, string> {
  return {
    "x-levelup-user": String(userId),
    // A header holds Latin-1 at most.
    "x-levelup-username": encodeURIComponent(username),
    "x-levelup-token": String(tokenId),
    "x-levelup-kind": purpose,
    "x-levelup-scopes": scopes.join(" "),
    "x-levelup-staff": isStaff ? "1" : "0",
  };
}

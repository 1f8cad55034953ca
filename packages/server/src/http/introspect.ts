import type { FastifyError, FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { LevelUpError } from "../errors.ts";
import type { RouteDescription } from "../openapi/describe-route.ts";
import { introspectScope } from "../tokens/scopes.ts";
import type { Introspected } from "../tokens/verify-token.ts";
import type { Services } from "../trpc/context.ts";
import { sendDetailError, sendJson } from "./detail-error.ts";
import { admit } from "./guard.ts";
import { fromFastifyError } from "./send-error.ts";

/** A token, a hint of its type, and room for what else a client sends. */
const bodyLimitBytes = 4096;

/**
 * Token introspection (RFC 7662): tells another service whose a token is. That service shows an API token of its own
 * that has the scope `tokens:introspect`, as a bearer token or, as clients of OAuth 2 do, as the password of HTTP Basic
 * (RFC 6749, 2.3.1), with any name.
 */
export async function introspect(fastify: FastifyInstance, { services }: { services: Services }): Promise<void> {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: bodyLimitBytes },
    async (_request: FastifyRequest, body: string) => new URLSearchParams(body),
  );
  fastify.setErrorHandler<FastifyError>((error, request, reply) =>
    sendDetailError(request, reply, fromFastifyError(error)),
  );
  fastify.post("/auth/introspect", {
    config: { openapi },
    onRequest: (request, reply) =>
      admit(services, request, reply, {
        scope: introspectScope,
        authorization: basicAsBearer(request.headers.authorization),
      }),
    handler: async (request, reply) => {
      const found = await services.tokens.introspect(readToken(request.body));
      return sendJson(reply, found === null ? { active: false } : describe(found));
    },
  });
}

const openapi: RouteDescription = {
  summary: "Whose a token is (RFC 7662)",
  token: true,
  body: z.object({ token: z.string() }),
  bodyTypes: ["application/x-www-form-urlencoded"],
  answers: {
    200: {
      description: "With `active: false` nothing else is there.",
      body: z.object({
        active: z.boolean(),
        sub: z.string().optional(),
        username: z.string().optional(),
        scope: z.string().optional(),
        exp: z.int().optional(),
        iat: z.int().optional(),
      }),
    },
  },
};

function basicAsBearer(header: string | undefined): string | undefined {
  const [, encoded] = /^basic +([a-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return header;
  const credentials = Buffer.from(encoded, "base64").toString("latin1");
  return `Bearer ${credentials.slice(credentials.indexOf(":") + 1)}`;
}

/** @throws INVALID_INPUT unless there is one token (RFC 6749, 3.1: no parameter twice). */
function readToken(body: unknown): string {
  const [token, ...more] = body instanceof URLSearchParams ? body.getAll("token") : [];
  if (token !== undefined && more.length === 0) return token;
  const issue = { field: "token", rule: "required", message: "Send one token." };
  throw new LevelUpError("INVALID_INPUT", { field: issue.field, issues: [issue] });
}

/** RFC 7662, 2.2. Times are in seconds. */
function describe({ actor, createdAt, expiresAt }: Introspected): Record<string, unknown> {
  return {
    active: true,
    sub: String(actor.userId),
    username: actor.username,
    scope: actor.scopes.join(" "),
    exp: Math.floor(expiresAt.getTime() / 1000),
    iat: Math.floor(createdAt.getTime() / 1000),
  };
}

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { StartError } from "../start-error.ts";
import type { AppDeps } from "../trpc/context.ts";
import { sendDetailError, sendJson } from "./detail-error.ts";
import type { Guard, GuardOptions } from "./guard.ts";
import { parseJsonBody } from "./json-text.ts";
import { fromFastifyError } from "./send-error.ts";

/** What routes beside `/trpc` are given. */
export type RouteTools = AppDeps & {
  /** Makes an `onRequest` hook: it sets `request.actor`, or answers 401 in the style asked for. */
  guard(options?: GuardOptions): Guard;
  /** Whether the web app is served too, whose pages may have the same URLs. */
  hasPages: boolean;
};

/** Routes beside `/trpc`: a Fastify plugin with its own parsers, hooks, schemas and error handler. */
export type Routes = (fastify: FastifyInstance, tools: RouteTools) => Promise<void>;

const json = "application/json";

/**
 * Registers the routes of an app, each plugin in a scope of its own, so that it changes nothing about other routes.
 *
 * @throws StartError for a route at one of Level Up's URLs, and for a route that is there twice.
 */
export async function registerOwnRoutes(
  fastify: FastifyInstance,
  { routes, tools, taken }: { routes: readonly Routes[]; tools: RouteTools; taken: ReadonlySet<string> },
): Promise<void> {
  await fastify.register(async (own) => {
    own.addHook("onRoute", ({ url }) => {
      if (taken.has(url) || /^\/trpc(\/|$)/.test(url)) throw urlTaken(`the route ${url} is one of Level Up's own`);
    });
    readJsonStrictly(own);
    own.setErrorHandler(answerError);
    for (const plugin of routes) {
      await own.register(async (scope) => {
        try {
          // Called, not registered: a plugin made with fastify-plugin would reach beyond its scope.
          await plugin(scope, tools);
        } catch (error) {
          throw isDuplicate(error) ? urlTaken(error.message, error) : error;
        }
      });
    }
  });
}

function isDuplicate(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "FST_ERR_DUPLICATED_ROUTE";
}

function urlTaken(what: string, cause?: Error): StartError {
  return new StartError(`${what}.`, "Give the route of your app another URL.", { cause });
}

/** Reads JSON as the procedures do. A call without an input has an empty body. */
function readJsonStrictly(own: FastifyInstance): void {
  own.removeContentTypeParser(json);
  const add = own.addContentTypeParser;
  own.addContentTypeParser(json, { parseAs: "buffer" }, async (_request: FastifyRequest, body: Buffer) =>
    parseJsonBody(body),
  );
  // Fastify lets a parser of JSON replace its own one, and so this one too.
  own.addContentTypeParser = function (this: FastifyInstance, type: unknown, ...rest: unknown[]) {
    if ([type].flat().includes(json)) this.removeContentTypeParser(json);
    return Reflect.apply(add, this, [type, ...rest]);
  };
}

/** In DRF's shape, as all errors outside `/trpc`. An error with a status is meant for the client, as everywhere in Fastify. */
function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode: status = 500, validation, message } = error;
  const isForClient = status >= 400 && status < 500 && ![413, 415].includes(status);
  if (isForClient && validation === undefined) return sendJson(reply.code(status), { detail: message });
  return sendDetailError(request, reply, fromFastifyError(error));
}

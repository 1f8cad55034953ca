import type { InputIssue } from "@levelup/contract";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from "fastify";
import { LevelUpError } from "../errors.ts";
import { warnCounted } from "../log/counted-line.ts";
import { toLevelUpError, toWire } from "../trpc/error-mapping.ts";

/** Answers with an error in tRPC's shape, for requests that do not reach tRPC. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: LevelUpError): FastifyReply {
  return beginError(request, reply, error).send(errorBody(error, request.id));
}

/** What errors have in common, whatever the shape of their body: the status, headers, and a line in the log. */
export function beginError(request: FastifyRequest, reply: FastifyReply, error: LevelUpError): FastifyReply {
  const { status } = error.definition;
  request.errorCode = error.code;
  if (error.code === "OVERLOADED") warnCounted(request.server.log, "calls refused for overload");
  else if (status >= 500) request.log.error({ err: error.cause ?? error, code: error.code }, "request failed");
  if (error.details.retryAfterSeconds !== undefined) reply.header("retry-after", error.details.retryAfterSeconds);
  return reply.code(status).header("cache-control", "no-store");
}

/** An error in tRPC's shape. `status` is another one than the table's where HTTP has a more exact one. */
export function errorBody(error: LevelUpError, requestId: string, status?: number) {
  const { message, data } = toWire(error, requestId);
  const code = TRPC_ERROR_CODES_BY_KEY[error.definition.trpc];
  return { error: { code, message, data: { ...data, httpStatus: status ?? data.httpStatus } } };
}

/** An error of Fastify's own by its status, any other by what it is. */
export function fromFastifyError(error: FastifyError): LevelUpError {
  if (error.validation !== undefined) return new LevelUpError("INVALID_INPUT", { issues: issuesOf(error.validation) });
  if (error.statusCode === 413) return new LevelUpError("PAYLOAD_TOO_LARGE");
  if (error.statusCode === 415) return new LevelUpError("UNSUPPORTED_MEDIA_TYPE");
  if (error.statusCode !== undefined && error.statusCode < 500) return new LevelUpError("INVALID_INPUT");
  return toLevelUpError(error);
}

/** What is wrong with an input by a JSON Schema of a route. Its messages hold no value of the input. */
function issuesOf(found: readonly FastifySchemaValidationError[]): InputIssue[] {
  return found.map(({ instancePath, keyword, params, message = "" }) => {
    const { missingProperty } = params;
    const path = [
      ...instancePath.split("/").slice(1),
      ...(typeof missingProperty === "string" ? [missingProperty] : []),
    ];
    return { field: path.join("."), rule: keyword, message };
  });
}

import { errorDetail, fieldErrors, fromFastifyError, type LevelUpError, sendJson } from "@levelup/server";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

/** An error with the text and shape of Django REST Framework's, as its `APIException`. */
export class ApiException extends Error {
  override name = "ApiException";
  readonly status: number;
  readonly body: Record<string, unknown>;
  override readonly cause: LevelUpError | undefined;

  constructor(status: number, body: string | Record<string, unknown>, cause?: LevelUpError) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = typeof body === "string" ? { detail: body } : body;
    this.cause = cause;
  }
}

/** Maps anything that was thrown to what the original would have answered. */
export function toApiException(thrown: FastifyError | Error, request: FastifyRequest): ApiException {
  if (thrown instanceof ApiException) return thrown;
  const error = fromFastifyError(thrown as FastifyError);
  return new ApiException(...statusAndBody(error, request), error);
}

function statusAndBody(error: LevelUpError, request: FastifyRequest): [number, string | Record<string, unknown>] {
  // The original's own answer, message and all: clients show it.
  if (error.code === "USERNAME_TAKEN") return [400, { message: "An account with that username already exists" }];
  const { status, message } = error.definition;
  const { field, issues = field === undefined ? [] : [{ field, message }] } = error.details;
  if (status === 400 && issues.length > 0) {
    return [
      status,
      fieldErrors(issues.map(({ field: name, message: text }) => ({ field: snakeCase(name), message: text }))),
    ];
  }
  return [status, errorDetail(error, request)];
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function sendApiException(request: FastifyRequest, reply: FastifyReply, exception: ApiException): FastifyReply {
  const { status, body, cause } = exception;
  if (cause?.code === "INTERNAL" || cause?.code === "UNAVAILABLE") {
    request.log.error({ err: cause.cause ?? cause, code: cause.code }, "request failed");
  }
  if (status === 401) reply.header("www-authenticate", "Token");
  const { retryAfterSeconds } = cause?.details ?? {};
  if (retryAfterSeconds !== undefined) reply.header("retry-after", retryAfterSeconds);
  return sendJson(reply.code(status), body);
}

import { type ErrorDetails, fromFastifyError, type LevelUpError } from "@levelup/server";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { sendJson } from "./send-json.ts";

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

/** The codes that have a text in `rest_framework/exceptions.py` or `authentication.py`. */
const texts: Partial<Record<string, (request: FastifyRequest, details: ErrorDetails) => string>> = {
  INVALID_INPUT: () => "Malformed request.",
  TOKEN_MISSING: () => "Authentication credentials were not provided.",
  TOKEN_INVALID: () => "Invalid token.",
  TOKEN_EXPIRED: () => "Invalid token.",
  ACCOUNT_INACTIVE: () => "User inactive or deleted.",
  METHOD_NOT_ALLOWED: ({ method }) => `Method "${method}" not allowed.`,
  // Without a Content-Type a body is text/plain (RFC 2045, 5.2), which is what Django's runserver says too.
  UNSUPPORTED_MEDIA_TYPE: ({ headers }) =>
    `Unsupported media type "${headers["content-type"] ?? "text/plain"}" in request.`,
  RATE_LIMITED: (_request, { retryAfterSeconds }) => `Request was throttled.${expectedIn(retryAfterSeconds)}`,
  INTERNAL: () => "A server error occurred.",
};

function expectedIn(seconds: number | undefined): string {
  return seconds === undefined ? "" : ` Expected available in ${seconds} second${seconds === 1 ? "" : "s"}.`;
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
  if (status === 400 && issues.length > 0) return [status, fieldErrors(issues)];
  return [status, texts[error.code]?.(request, error.details) ?? message];
}

/** DRF's shape: each field with everything that is wrong with it. */
function fieldErrors(issues: readonly { field: string; message: string }[]): Record<string, string[]> {
  const names = Map.groupBy(issues, ({ field }) => (field === "" ? "non_field_errors" : snakeCase(field)));
  return Object.fromEntries([...names].map(([name, about]) => [name, about.map(({ message }) => message)]));
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
  return sendJson(reply, status, body);
}

import type { InputIssue } from "@levelup/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { LevelUpError } from "../errors.ts";
import { readAuthorization } from "./authorization.ts";
import { beginError } from "./send-error.ts";

const malformed = {
  empty: "Invalid token header. No credentials provided.",
  spaces: "Invalid token header. Token string should not contain spaces.",
  characters: "Invalid token header. Token string should not contain invalid characters.",
};

/** The codes that have a text in `rest_framework/exceptions.py` or `authentication.py`. */
const texts: Partial<Record<string, (request: FastifyRequest, error: LevelUpError) => string>> = {
  INVALID_INPUT: () => "Malformed request.",
  TOKEN_MISSING: () => "Authentication credentials were not provided.",
  TOKEN_INVALID: ({ headers }) => {
    const authorization = readAuthorization(headers.authorization);
    return authorization.kind === "malformed" ? malformed[authorization.problem] : "Invalid token.";
  },
  TOKEN_EXPIRED: () => "Invalid token.",
  ACCOUNT_INACTIVE: () => "User inactive or deleted.",
  METHOD_NOT_ALLOWED: ({ method }) => `Method "${method}" not allowed.`,
  // Without a Content-Type a body is text/plain (RFC 2045, 5.2), which is what Django's runserver says too.
  UNSUPPORTED_MEDIA_TYPE: ({ headers }) =>
    `Unsupported media type "${headers["content-type"] ?? "text/plain"}" in request.`,
  RATE_LIMITED: (_request, { details }) => `Request was throttled.${expectedIn(details.retryAfterSeconds)}`,
  INTERNAL: () => "A server error occurred.",
};

function expectedIn(seconds: number | undefined): string {
  return seconds === undefined ? "" : ` Expected available in ${seconds} second${seconds === 1 ? "" : "s"}.`;
}

/** What Django REST Framework would say of an error; the table's message where it has no such error. */
export function errorDetail(error: LevelUpError, request: FastifyRequest): string {
  return texts[error.code]?.(request, error) ?? error.definition.message;
}

/** Everything that is wrong with an input, by field, in DRF's shape. */
export function fieldErrors(issues: readonly Pick<InputIssue, "field" | "message">[]): Record<string, string[]> {
  const fields = Map.groupBy(issues, ({ field }) => (field === "" ? "non_field_errors" : field));
  return Object.fromEntries([...fields].map(([field, about]) => [field, about.map(({ message }) => message)]));
}

/** Answers with an error in DRF's shape: `{"detail": …}`, or the fields of an input that are wrong. */
export function sendDetailError(request: FastifyRequest, reply: FastifyReply, error: LevelUpError): FastifyReply {
  const { issues = [] } = error.details;
  const body = issues.length > 0 ? fieldErrors(issues) : { detail: errorDetail(error, request) };
  if (error.definition.status === 401) reply.header("www-authenticate", "Token");
  return sendJson(beginError(request, reply, error), body);
}

/** As `application/json` alone: Fastify itself adds a charset, which JSON does not have (RFC 8259, 11). */
export function sendJson(reply: FastifyReply, body: object): FastifyReply {
  return reply.serializer(JSON.stringify).header("content-type", "application/json").send(body);
}

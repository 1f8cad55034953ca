import type { FastifyRequest } from "fastify";
import { LevelUpError } from "../errors.ts";
import { appRouter } from "../router.ts";
import { parseJson } from "./json-text.ts";

/** Calls that one request may hold. */
export const maxBatchSize = 10;

/** These cost a hash each. In a batch one request would do the work of many, and hide it from every counter of requests. */
const aloneOnly = new Set(["auth.login", "auth.register", "account.changePassword"]);

/** By their whole paths, whatever the type says. */
const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;

/** Why a request to the tRPC door is not even looked at; `allow` are the methods that would be. */
export type Refusal = { error: LevelUpError; allow?: string };

/**
 * Judges a request by its first lines, before its body is read and tRPC is asked: the media type, the method, the
 * procedures and the size of the batch. Returns null for one that may pass.
 */
export function refuse(request: FastifyRequest, path: string): Refusal | null {
  const { method, headers } = request;
  if (method !== "GET" && method !== "POST") return methodNotAllowed("GET, POST");
  if (!isJson(method, headers["content-type"]) || !isPlain(headers["content-encoding"])) {
    return { error: new LevelUpError("UNSUPPORTED_MEDIA_TYPE") };
  }
  // tRPC decodes the path a second time. No procedure's name needs that.
  if (path.includes("%")) return { error: new LevelUpError("NOT_FOUND") };

  const query = new URLSearchParams(request.url.split("?", 2)[1]);
  const isBatch = query.get("batch") === "1";
  // One more than may be there is enough to know, however many there are.
  const calls = isBatch ? path.split(",", maxBatchSize + 1) : [path];
  if (calls.length > maxBatchSize) return { error: new LevelUpError("BATCH_REFUSED") };
  if (calls.length > 1 && calls.some((call) => aloneOnly.has(call)))
    return { error: new LevelUpError("BATCH_REFUSED") };

  const types = new Set(
    calls.map((call) => (Object.hasOwn(procedures, call) ? procedures[call]?._def.type : undefined)),
  );
  if (types.has(undefined)) return { error: new LevelUpError("NOT_FOUND") };
  if (types.size > 1) return { error: new LevelUpError("BATCH_REFUSED") };
  if (types.has("query") !== (method === "GET")) return methodNotAllowed(types.has("query") ? "GET" : "POST");
  return refuseQuery(query, isBatch, headers);
}

/** What tRPC reads from the URL besides. Its parameters of a connection could only be credentials, which no URL holds. */
function refuseQuery(query: URLSearchParams, isBatch: boolean, headers: FastifyRequest["headers"]): Refusal | null {
  const streams = headers["trpc-accept"] === "application/jsonl" || headers.accept === "application/jsonl";
  if (query.has("connectionParams") || (streams && !isBatch)) return { error: new LevelUpError("INVALID_INPUT") };
  const input = query.get("input");
  if (input === null || input === "") return null;
  try {
    const value = parseJson(input);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isBatch && !isObject ? { error: new LevelUpError("INVALID_INPUT") } : null;
  } catch (error) {
    return error instanceof LevelUpError ? { error } : null;
  }
}

function methodNotAllowed(allow: string): Refusal {
  return { error: new LevelUpError("METHOD_NOT_ALLOWED"), allow };
}

/** A browser's form can send three media types without asking first; this one is none of them. */
function isJson(method: string, contentType: string | undefined): boolean {
  if (contentType === undefined) return method === "GET";
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType.trim());
}

function isPlain(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || contentEncoding.toLowerCase() === "identity";
}

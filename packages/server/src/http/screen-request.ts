import type { IncomingHttpHeaders } from "node:http";
import type { AnyRouter } from "@trpc/server";
import type { FastifyRequest } from "fastify";
import { LevelUpError } from "../errors.ts";
import type { ProcedureMeta } from "../trpc/declare-errors.ts";
import { parseJson } from "./json-text.ts";

/** Calls that one request may hold. */
export const maxBatchSize = 10;

/** Why a request gets an error before tRPC sees it; `allow` are the methods that it may use. */
export type Refused = { error: LevelUpError; allow?: string };

/** What the URL of a request holds beside the names of the procedures. */
export type Query = { isBatch: boolean; input: string | null };

/** What the screen knows of a procedure. */
type Procedure = { _def: { type: string; meta?: ProcedureMeta } };

/**
 * Makes the screen of requests to `/trpc`. It looks at the request line and the headers, before the body is read and
 * tRPC is called: the media type, the method, the procedures and the size of the batch. It returns the query of a
 * request that may pass.
 */
export function createRequestScreen(router: AnyRouter) {
  /** By their whole paths; the type has them nested. */
  const procedures = new Map(Object.entries(router._def.procedures as unknown as Record<string, Procedure>));

  return function screenRequest(request: FastifyRequest, path: string): Refused | Query {
    const { method, headers } = request;
    if (method !== "GET" && method !== "POST") return methodNotAllowed("GET, POST");
    if (!isJson(method, headers["content-type"]) || !isPlain(headers["content-encoding"])) {
      return { error: new LevelUpError("UNSUPPORTED_MEDIA_TYPE") };
    }
    // tRPC decodes the path a second time. No procedure's name needs that.
    if (path.includes("%")) return { error: new LevelUpError("NOT_FOUND") };

    const searchParams = readQuery(request);
    if (searchParams === null) return { error: new LevelUpError("INVALID_INPUT") };
    const query = { isBatch: searchParams.get("batch") === "1", input: searchParams.get("input") };
    // One more than the limit is enough to refuse it, however many there are.
    const paths = query.isBatch ? path.split(",", maxBatchSize + 1) : [path];
    if (paths.length > maxBatchSize) return { error: new LevelUpError("BATCH_REFUSED") };
    const calls = paths.map((name) => procedures.get(name)?._def);
    if (paths.length > 1 && calls.some((call) => call?.meta?.alone)) {
      return { error: new LevelUpError("BATCH_REFUSED") };
    }
    const types = new Set(calls.map((call) => call?.type));
    if (types.has(undefined)) return { error: new LevelUpError("NOT_FOUND") };
    if (types.size > 1) return { error: new LevelUpError("BATCH_REFUSED") };
    if (types.has("query") !== (method === "GET")) return methodNotAllowed(types.has("query") ? "GET" : "POST");
    // Parameters of a connection could only be credentials, which no URL holds.
    if (searchParams.has("connectionParams")) return { error: new LevelUpError("INVALID_INPUT") };
    return refuseStream(query, headers) ?? refuseInput(query) ?? query;
  };
}

/** The URL's query, as tRPC reads it, so that both see the same; null if it cannot be read. */
function readQuery({ url, headers: { host = "localhost" } }: FastifyRequest): URLSearchParams | null {
  return URL.parse(url, `http://${host}`)?.searchParams ?? null;
}

/** tRPC can stream the answers of a batch only. */
function refuseStream({ isBatch }: Query, headers: IncomingHttpHeaders): Refused | null {
  if (isBatch) return null;
  const accepted = [headers["trpc-accept"], headers.accept].flatMap((types) => types?.toString().split(",") ?? []);
  const streams = accepted.some((type) => type.trim() === "application/jsonl");
  return streams ? { error: new LevelUpError("INVALID_INPUT") } : null;
}

function refuseInput({ isBatch, input }: Query): Refused | null {
  if (input === null || input === "") return null;
  try {
    const value = parseJson(input);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isBatch && !isObject ? { error: new LevelUpError("INVALID_INPUT") } : null;
  } catch (error) {
    return error instanceof LevelUpError ? { error } : null;
  }
}

function methodNotAllowed(allow: string): Refused {
  return { error: new LevelUpError("METHOD_NOT_ALLOWED"), allow };
}

/** A browser's form can send three media types without a preflight; JSON is none of them. */
function isJson(method: string, contentType: string | undefined): boolean {
  if (contentType === undefined) return method === "GET";
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType.trim());
}

function isPlain(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || contentEncoding.toLowerCase() === "identity";
}

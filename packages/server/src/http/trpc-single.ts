import { callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import type { FastifyReply } from "fastify";
import { LevelUpError } from "../errors.ts";
import type { Query } from "./screen-request.ts";
import { type AnswerTrpc, contextOf, logFailure, retryAfter, type TrpcRequest } from "./trpc-call.ts";

/**
 * Answers a single query or mutation without the library's handler, which makes a web Request, a Response and two
 * streams for each call and so takes several times as long. The answers are the same to the byte, as a differential
 * test shows.
 */
export const answerSingle: AnswerTrpc = async (request, reply, query, deps) => {
  const path = request.params["*"];
  const type = request.method === "GET" ? "query" : "mutation";
  const ctx = contextOf(request, deps);
  // Fastify itself adds a charset, which JSON has not.
  reply.serializer(JSON.stringify).headers({ "content-type": "application/json", vary: "trpc-accept, accept" });
  try {
    const getRawInput = async () => readInput(request, query);
    const signal = untilLeft(reply);
    const data = await callTRPCProcedure({ router: deps.router, path, type, ctx, getRawInput, signal, batchIndex: 0 });
    return { result: { data } };
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    logFailure(request, error, path);
    const seconds = retryAfter([error]);
    if (seconds !== null) reply.header("retry-after", seconds);
    reply.code(getHTTPStatusCodeFromError(error));
    const { _config: config } = deps.router._def;
    return { error: getTRPCErrorShape({ config, error, type, path, ctx, input: undefined }) };
  }
};

/** The call's input, from a text that was checked when it was read. A query may have none, a mutation's body must be JSON. */
function readInput({ method, body }: TrpcRequest, { input }: Query): unknown {
  if (method === "GET") return input === null || input === "" ? undefined : JSON.parse(input);
  if (typeof body !== "string" || body === "") throw new LevelUpError("INVALID_INPUT");
  return JSON.parse(body);
}

/** Aborted when the client leaves before its answer. */
function untilLeft({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once("close", () => {
    if (!raw.writableEnded) controller.abort();
  });
  return controller.signal;
}

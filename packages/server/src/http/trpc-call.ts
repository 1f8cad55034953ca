import type { AnyRouter, TRPCError } from "@trpc/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Context, createContext, type OnCall, type Services } from "../trpc/context.ts";
import { toLevelUpError } from "../trpc/error-mapping.ts";
import { readAuthorization } from "./authorization.ts";
import { requestInfo } from "./request-info.ts";
import type { Query } from "./screen-request.ts";

/** A request to `/trpc` that passed the screen; its body, if it has one, is JSON text. */
export type TrpcRequest = FastifyRequest<{ Params: { "*": string } }>;

export type TrpcDeps = { router: AnyRouter; services: Services; onCall: OnCall };

/** Answers a request: as a single call, or as the library does. Both say the same, to the byte. */
export type AnswerTrpc = (request: TrpcRequest, reply: FastifyReply, query: Query, deps: TrpcDeps) => Promise<unknown>;

export function contextOf(request: FastifyRequest, { services, onCall }: TrpcDeps): Context {
  return createContext(services, requestInfo(request), readAuthorization(request.headers.authorization), onCall);
}

/** The seconds after which all of the calls that failed may be tried again, or null. */
export function retryAfter(errors: TRPCError[]): string | null {
  const seconds = Math.max(0, ...errors.map((error) => toLevelUpError(error).details.retryAfterSeconds ?? 0));
  return seconds === 0 ? null : String(seconds);
}

/** Logs what the client is not told. */
export function logFailure(request: FastifyRequest, error: TRPCError, path: string | undefined): void {
  const { code, cause } = toLevelUpError(error);
  if (code === "INTERNAL" || code === "UNAVAILABLE") request.log.error({ err: cause, path, code }, "call failed");
}

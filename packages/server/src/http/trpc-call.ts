import type { AnyRouter, TRPCError } from "@trpc/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type AppDeps, type Context, createContext, type OnCall } from "../trpc/context.ts";
import { toLevelUpError } from "../trpc/error-mapping.ts";
import { readAuthorization } from "./authorization.ts";
import { requestInfo } from "./client-address.ts";
import type { Query } from "./screen-request.ts";

/** A request to `/trpc` that passed the screen; its body, if it has one, is JSON text. */
export type TrpcRequest = FastifyRequest<{ Params: { "*": string } }>;

export type TrpcDeps = { router: AnyRouter; app: AppDeps; onCall: OnCall };

/** Answers a request: as a single call, or by the library. Both give the same answer, to the byte. */
export type AnswerTrpc = (request: TrpcRequest, reply: FastifyReply, query: Query, deps: TrpcDeps) => Promise<unknown>;

/** The context of a request's calls. It leaves in the request what the log tells of them. */
export function contextOf(request: FastifyRequest, { app, onCall }: TrpcDeps): Context {
  const context = createContext(
    app,
    requestInfo(request),
    readAuthorization(request.headers.authorization),
    (procedure, code, ms) => {
      if (code !== "OK") request.errorCode = code;
      onCall(procedure, code, ms);
    },
  );
  async function authenticate() {
    request.actor = await context.authenticate();
    return request.actor;
  }
  return { ...context, authenticate };
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

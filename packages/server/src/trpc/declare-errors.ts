import type { ErrorCode, WireErrorData } from "@levelup/contract";
import type { AnyTRPCProcedure, TRPCMutationProcedure, TRPCQueryProcedure } from "@trpc/server";
import type { TRPC_ERROR_CODE_NUMBER } from "@trpc/server/rpc";
import type { ErrorDefinition } from "../define-errors.ts";

/** What is stated of a procedure where it is defined. */
export type ProcedureMeta = {
  /** It costs a password hash, so it must be the only call of its request: a batch would hide work from the limits. */
  alone?: boolean;
  /** The scope with which an API token may call it. */
  scope?: string;
  /** The codes that it may throw. */
  errors?: readonly string[];
  /** What the codes among them are that are not Level Up's. */
  ownErrors?: readonly ErrorDefinition[];
};

/** An error on the wire. As the error shape of a procedure, it tells clients the codes that the procedure may throw. */
export type WireError<Code extends string = string> = {
  code: TRPC_ERROR_CODE_NUMBER;
  message: string;
  data: WireErrorData<Code>;
};

type ProcedureTypes = { input: unknown; output: unknown; meta: unknown; errorShape?: unknown };

type WithCodes<Types extends ProcedureTypes, Code extends string> = {
  input: Types["input"];
  output: Types["output"];
  meta: Types["meta"];
  errorShape: WireError<Code | (Types["errorShape"] extends WireError<infer Before> ? Before : never)>;
};

type Declare<Code extends string> = {
  <Types extends ProcedureTypes>(query: TRPCQueryProcedure<Types>): TRPCQueryProcedure<WithCodes<Types, Code>>;
  <Types extends ProcedureTypes>(mutation: TRPCMutationProcedure<Types>): TRPCMutationProcedure<WithCodes<Types, Code>>;
};

type CodeOf<Declared> = Declared extends ErrorDefinition<infer Code> ? Code : Declared;

/**
 * Declares the errors that a procedure may throw, beside those of its kind. Any other error becomes INTERNAL.
 *
 * ```ts
 * errors("NOT_FOUND", gameErrors.GAME_FULL)(authenticatedProcedure.input(gameId).mutation(…))
 * ```
 */
export function errors<const Declared extends readonly (ErrorCode | ErrorDefinition)[]>(
  ...declared: Declared
): Declare<CodeOf<Declared[number]> & string> {
  const codes = declared.map((error) => (typeof error === "string" ? error : error.code));
  const own = declared.filter((error) => typeof error !== "string");

  function declare(procedure: AnyTRPCProcedure): AnyTRPCProcedure {
    const meta: ProcedureMeta = procedure.meta;
    // tRPC passes the meta of `_def` to middlewares and the copy beside it to callers.
    procedure.meta = procedure._def.meta = {
      ...meta,
      errors: [...(meta.errors ?? []), ...codes],
      ownErrors: [...(meta.ownErrors ?? []), ...own],
    };
    return procedure;
  }
  return declare as Declare<CodeOf<Declared[number]> & string>;
}

import { anyCall, authenticatedCall, type ErrorCode, freshCall } from "@levelup/contract";
import { initTRPC, type TRPCError, type TRPCProcedureBuilder, type TRPCUnsetMarker } from "@trpc/server";
import type { Context } from "./context.ts";
import type { ProcedureMeta, WireError } from "./declare-errors.ts";
import { asDeclared, toLevelUpError, toTRPCError, toWire } from "./error-mapping.ts";

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    // Whatever NODE_ENV is: in development mode tRPC sends stacks.
    isDev: false,
    errorFormatter: ({ shape, error, ctx }): WireError => ({
      code: shape.code,
      ...toWire(toLevelUpError(error), ctx?.request.requestId ?? ""),
    }),
  });

export const { router, createCallerFactory } = t;

type Outcome = { ok: true } | { ok: false; error: unknown };

/**
 * Runs a call, turns anything it throws into an error that its procedure declares, or INTERNAL, and reports the code that
 * the client gets. Not a middleware of its own: each one copies the whole context for every call.
 */
async function answer<Result extends Outcome>(
  { ctx, path, meta }: { ctx: Context; path: string; meta: ProcedureMeta | undefined },
  run: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const report = (code: string) => ctx.onCall(path, code, performance.now() - startedAt);
  function declared(thrown: unknown): TRPCError {
    const error = asDeclared(toLevelUpError(thrown), meta?.errors ?? []);
    report(error.code);
    return toTRPCError(error);
  }
  let result: Result;
  try {
    result = await run();
  } catch (thrown) {
    throw declared(thrown);
  }
  if (!result.ok) throw declared(result.error);
  report("OK");
  return result;
}

type Unset = TRPCUnsetMarker;
type Kind<Code extends string> = TRPCProcedureBuilder<
  Context,
  ProcedureMeta,
  object,
  Unset,
  Unset,
  Unset,
  Unset,
  false,
  WireError<Code>
>;

/** A kind of procedures, each of which may throw `codes`. The type tells clients so. */
function kind<Code extends ErrorCode>(codes: readonly Code[]): Kind<Code> {
  return t.procedure.meta({ errors: codes }) as Kind<Code>;
}

/** A procedure that needs no login. `ctx.em` is an EntityManager of its own, which no other call of a batch flushes. */
export const publicProcedure = kind(anyCall).use((call) =>
  answer(call, () => call.next({ ctx: { em: call.ctx.fork() } })),
);

/**
 * The same for a logged-in account: `ctx.actor` is the caller. No API token may call it. Throws TOKEN_*, ACCOUNT_INACTIVE
 * or SCOPE_MISSING.
 */
export const authenticatedProcedure = kind(authenticatedCall).use((call) =>
  answer(call, async () => call.next({ ctx: { actor: await call.ctx.authenticate(), em: call.ctx.fork() } })),
);

/** The same for an API token that has a scope, too. The scope must be one of Level Up's or declared by the app. */
export function scopedProcedure(scope: string) {
  return kind(authenticatedCall)
    .meta({ scope })
    .use((call) =>
      answer(call, async () => call.next({ ctx: { actor: await call.ctx.authenticate(scope), em: call.ctx.fork() } })),
    );
}

/** A procedure that needs a recent proof of who calls. Throws REAUTHENTICATION_REQUIRED too, before the input is read. */
export const freshProcedure = kind(freshCall).use((call) =>
  answer(call, async () => {
    const actor = await call.ctx.authenticate();
    call.ctx.services.tokens.assertFresh(actor);
    return call.next({ ctx: { actor, em: call.ctx.fork() } });
  }),
);

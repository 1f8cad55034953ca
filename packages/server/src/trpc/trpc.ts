import type { ErrorCode } from "@levelup/contract/errors";
import { initTRPC, type TRPCError } from "@trpc/server";
import type { Context } from "./context.ts";
import { asDeclared, toLevelUpError, toTRPCError, toWire } from "./error-mapping.ts";

/** What a procedure says of itself where it is defined. */
export type ProcedureMeta = {
  /** It costs a hash, and so must be the only call of its request: a batch would hide work from the limits. */
  alone?: boolean;
};

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    // Never, whatever NODE_ENV says: in development mode tRPC sends stacks.
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => ({
      code: shape.code,
      ...toWire(toLevelUpError(error), ctx?.request.requestId ?? ""),
    }),
  });

export const { router, createCallerFactory } = t;

type Outcome = { ok: true } | { ok: false; error: unknown };

/**
 * Runs a call, turns whatever it throws into an error that its procedure declares, or INTERNAL, and
 * reports the code that the client gets. Not a middleware of its own: each one copies the whole context at every call.
 */
async function answer<Result extends Outcome>(
  { ctx, path }: { ctx: Context; path: string },
  run: () => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const report = (code: ErrorCode | "OK") => ctx.onCall(path, code, performance.now() - startedAt);
  function declared(thrown: unknown): TRPCError {
    const error = asDeclared(toLevelUpError(thrown), path);
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

/** A procedure that needs no login. */
export const publicProcedure = t.procedure.use((call) => answer(call, call.next));

/** A procedure for a logged-in account: `ctx.actor` is the caller. Throws TOKEN_*, ACCOUNT_INACTIVE or SCOPE_MISSING. */
export const authenticatedProcedure = t.procedure.use((call) =>
  answer(call, async () => call.next({ ctx: { actor: await call.ctx.authenticate() } })),
);

/** A procedure that needs a recent proof of who calls. Throws REAUTHENTICATION_REQUIRED too, before the input is read. */
export const freshProcedure = authenticatedProcedure.use(({ ctx, next }) => {
  ctx.services.tokens.assertFresh(ctx.actor);
  return next();
});

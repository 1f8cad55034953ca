import { initTRPC } from "@trpc/server";
import type { Context } from "./context.ts";
import { asDeclared, toLevelUpError, toTRPCError, toWire } from "./error-mapping.ts";

const t = initTRPC.context<Context>().create({
  // Never, whatever NODE_ENV says: in development mode tRPC sends stacks.
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => ({
    code: shape.code,
    ...toWire(toLevelUpError(error), ctx?.request.requestId ?? ""),
  }),
});

export const { router, createCallerFactory } = t;

/**
 * Turns whatever a procedure throws into an error that it declares, or INTERNAL, and says how each call went: with the
 * code that the client hears. Outermost, and one for both: each middleware costs a call a copy of all that it knows.
 */
const answered = t.middleware(async ({ ctx, next, path }) => {
  const startedAt = performance.now();
  const result = await next();
  const error = result.ok ? null : asDeclared(toLevelUpError(result.error), path);
  ctx.onCall(path, error?.code ?? "OK", performance.now() - startedAt);
  if (error === null) return result;
  throw toTRPCError(error);
});

/** A procedure that anybody may call. */
export const publicProcedure = t.procedure.use(answered);

/** A procedure for a logged-in account: `ctx.actor` is who calls. Throws TOKEN_* or ACCOUNT_INACTIVE. */
export const authenticatedProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { actor: await ctx.authenticate() } }),
);

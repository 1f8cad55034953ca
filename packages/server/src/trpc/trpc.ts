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

/** Turns whatever a procedure throws into an error that it declares, or INTERNAL. */
const declaredErrors = t.middleware(async ({ next, path }) => {
  const result = await next();
  if (result.ok) return result;
  throw toTRPCError(asDeclared(toLevelUpError(result.error), path));
});

/** Says how each call went. Outermost, so that it hears the code that the client does. */
const observed = t.middleware(async ({ ctx, next, path }) => {
  const startedAt = performance.now();
  const result = await next();
  ctx.onCall(path, result.ok ? "OK" : toLevelUpError(result.error).code, performance.now() - startedAt);
  return result;
});

/** A procedure that anybody may call. */
export const publicProcedure = t.procedure.use(observed).use(declaredErrors);

/** A procedure for a logged-in account: `ctx.actor` is who calls. Throws TOKEN_* or ACCOUNT_INACTIVE. */
export const authenticatedProcedure = publicProcedure.use(async ({ ctx, next }) =>
  next({ ctx: { actor: await ctx.authenticate() } }),
);

import { revokeOutput, tokenIdInput, tokenListOutput } from "@levelup/contract";
import { errors } from "../trpc/declare-errors.ts";
import { authenticatedProcedure, router } from "../trpc/trpc.ts";

export const tokensRouter = router({
  list: authenticatedProcedure.output(tokenListOutput).query(({ ctx }) => ctx.services.tokens.list(ctx.actor)),

  revoke: errors(
    "NOT_FOUND",
    "RATE_LIMITED",
  )(
    authenticatedProcedure
      .input(tokenIdInput)
      .output(revokeOutput)
      .mutation(async ({ ctx, input }) => ({
        revoked: await ctx.services.tokens.revoke(ctx.actor, input.id, ctx.request),
      })),
  ),

  revokeOthers: errors("RATE_LIMITED")(
    authenticatedProcedure.output(revokeOutput).mutation(async ({ ctx }) => ({
      revoked: await ctx.services.tokens.revokeOthers(ctx.actor, ctx.request),
    })),
  ),
});

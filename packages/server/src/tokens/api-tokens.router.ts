import {
  apiTokenListOutput,
  createApiTokenInput,
  createApiTokenOutput,
  revokeOutput,
  scopeListOutput,
  tokenIdInput,
} from "@levelup/contract";
import { errors } from "../trpc/declare-errors.ts";
import { authenticatedProcedure, freshProcedure, router } from "../trpc/trpc.ts";

export const apiTokensRouter = router({
  create: errors(
    "LIMIT_REACHED",
    "RATE_LIMITED",
  )(
    freshProcedure
      .input(createApiTokenInput)
      .output(createApiTokenOutput)
      .mutation(({ ctx, input }) => ctx.services.apiTokens.create(ctx.actor, input, ctx.request)),
  ),

  list: authenticatedProcedure.output(apiTokenListOutput).query(({ ctx }) => ctx.services.apiTokens.list(ctx.actor)),

  revoke: errors(
    "NOT_FOUND",
    "RATE_LIMITED",
  )(
    authenticatedProcedure
      .input(tokenIdInput)
      .output(revokeOutput)
      .mutation(async ({ ctx, input }) => ({
        revoked: await ctx.services.apiTokens.revoke(ctx.actor, input.id, ctx.request),
      })),
  ),

  scopes: authenticatedProcedure.output(scopeListOutput).query(({ ctx }) => ctx.services.apiTokens.listScopes()),
});

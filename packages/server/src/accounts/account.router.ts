import { accountSchema, changePasswordInput, mintedTokenSchema, updateAccountInput } from "@levelup/contract";
import { authenticatedProcedure, router } from "../trpc/trpc.ts";

export const accountRouter = router({
  me: authenticatedProcedure.output(accountSchema).query(({ ctx }) => ctx.services.accounts.me(ctx.actor)),

  update: authenticatedProcedure
    .input(updateAccountInput)
    .output(accountSchema)
    .mutation(({ ctx, input }) => ctx.services.accounts.update(ctx.actor, input, ctx.request)),

  changePassword: authenticatedProcedure
    .meta({ alone: true })
    .input(changePasswordInput)
    .output(mintedTokenSchema)
    .mutation(({ ctx, input }) => ctx.services.accounts.changePassword(ctx.actor, input, ctx.request)),
});

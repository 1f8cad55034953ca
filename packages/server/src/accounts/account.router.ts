import {
  accountSchema,
  accountSecuritySchema,
  changeEmailInput,
  changeEmailOutput,
  changePasswordInput,
  mintedTokenSchema,
  requestEmailVerificationOutput,
  updateAccountInput,
} from "@levelup/contract";
import { authenticatedProcedure, freshProcedure, router } from "../trpc/trpc.ts";

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

  requestEmailVerification: authenticatedProcedure
    .output(requestEmailVerificationOutput)
    .mutation(({ ctx }) => ctx.services.accounts.requestEmailVerification(ctx.actor, ctx.request)),

  changeEmail: freshProcedure
    .input(changeEmailInput)
    .output(changeEmailOutput)
    .mutation(({ ctx, input }) => ctx.services.accounts.changeEmail(ctx.actor, input.email, ctx.request)),

  security: authenticatedProcedure
    .output(accountSecuritySchema)
    .query(({ ctx }) => ctx.services.accounts.security(ctx.actor)),
});

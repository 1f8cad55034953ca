import {
  accountSchema,
  accountSecuritySchema,
  changeEmailInput,
  changeEmailOutput,
  changePasswordInput,
  mintedTokenSchema,
  newPasswordErrors,
  requestEmailVerificationOutput,
  updateAccountInput,
} from "@levelup/contract";
import { errors } from "../trpc/declare-errors.ts";
import { authenticatedProcedure, freshProcedure, router, scopedProcedure } from "../trpc/trpc.ts";

export const accountRouter = router({
  me: scopedProcedure("account:read")
    .output(accountSchema)
    .query(({ ctx }) => ctx.services.accounts.me(ctx.actor)),

  update: errors("RATE_LIMITED")(
    scopedProcedure("account:write")
      .input(updateAccountInput)
      .output(accountSchema)
      .mutation(({ ctx, input }) => ctx.services.accounts.update(ctx.actor, input, ctx.request)),
  ),

  changePassword: errors(
    ...newPasswordErrors,
    "WRONG_PASSWORD",
    "RATE_LIMITED",
  )(
    authenticatedProcedure
      .meta({ alone: true })
      .input(changePasswordInput)
      .output(mintedTokenSchema)
      .mutation(({ ctx, input }) => ctx.services.accounts.changePassword(ctx.actor, input, ctx.request)),
  ),

  requestEmailVerification: errors(
    "NOT_OFFERED",
    "RATE_LIMITED",
  )(
    authenticatedProcedure
      .output(requestEmailVerificationOutput)
      .mutation(({ ctx }) => ctx.services.accounts.requestEmailVerification(ctx.actor, ctx.request)),
  ),

  changeEmail: errors(
    "NOT_OFFERED",
    "RATE_LIMITED",
  )(
    freshProcedure
      .input(changeEmailInput)
      .output(changeEmailOutput)
      .mutation(({ ctx, input }) => ctx.services.accounts.changeEmail(ctx.actor, input.email, ctx.request)),
  ),

  security: authenticatedProcedure
    .output(accountSecuritySchema)
    .query(({ ctx }) => ctx.services.accounts.security(ctx.actor)),
});

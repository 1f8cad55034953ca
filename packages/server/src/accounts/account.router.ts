import {
  accountSchema,
  changePasswordInput,
  mintedTokenSchema,
  newPasswordErrors,
  updateAccountInput,
} from "@levelup/contract";
import { errors } from "../trpc/declare-errors.ts";
import { authenticatedProcedure, router } from "../trpc/trpc.ts";

export const accountRouter = router({
  me: authenticatedProcedure.output(accountSchema).query(({ ctx }) => ctx.services.accounts.me(ctx.actor)),

  update: errors("RATE_LIMITED")(
    authenticatedProcedure
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
});

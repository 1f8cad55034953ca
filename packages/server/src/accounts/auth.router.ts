import {
  authOptionsOutput,
  confirmEmailInput,
  confirmEmailOutput,
  confirmInput,
  confirmOutput,
  loginInput,
  loginOutput,
  logoutOutput,
  newPasswordErrors,
  registerInput,
  registerOutput,
  requestPasswordResetInput,
  requestPasswordResetOutput,
  resetPasswordInput,
  resetPasswordOutput,
} from "@levelup/contract";
import { factorAuthProcedures } from "../factors/factor.router.ts";
import { errors } from "../trpc/declare-errors.ts";
import { authenticatedProcedure, publicProcedure, router } from "../trpc/trpc.ts";

export const authRouter = router({
  register: errors(
    ...newPasswordErrors,
    "USERNAME_TAKEN",
    "RATE_LIMITED",
  )(
    publicProcedure
      .meta({ alone: true })
      .input(registerInput)
      .output(registerOutput)
      .mutation(({ ctx, input }) => ctx.services.accounts.register(input, ctx.request)),
  ),

  login: errors("RATE_LIMITED")(
    publicProcedure
      .meta({ alone: true })
      .input(loginInput)
      .output(loginOutput)
      .mutation(({ ctx, input }) => ctx.services.accounts.login(input, ctx.request)),
  ),

  ...factorAuthProcedures,

  /** Public, so that a device whose token is already dead can log out too. */
  logout: publicProcedure
    .output(logoutOutput)
    .mutation(({ ctx }) =>
      ctx.authorization.kind === "token"
        ? ctx.services.tokens.logout(ctx.authorization.token.reveal(), ctx.request)
        : { revoked: false },
    ),

  options: publicProcedure.output(authOptionsOutput).query(({ ctx }) => ctx.services.accounts.options()),

  requestPasswordReset: errors(
    "NOT_OFFERED",
    "RATE_LIMITED",
  )(
    publicProcedure
      .meta({ alone: true })
      .input(requestPasswordResetInput)
      .output(requestPasswordResetOutput)
      .mutation(({ ctx, input }) => ctx.services.accounts.requestPasswordReset(input, ctx.request)),
  ),

  resetPassword: errors(
    ...newPasswordErrors,
    "LINK_INVALID",
    "RATE_LIMITED",
  )(
    publicProcedure
      .meta({ alone: true })
      .input(resetPasswordInput)
      .output(resetPasswordOutput)
      .mutation(({ ctx, input }) => ctx.services.accounts.resetPassword(input, ctx.request)),
  ),

  confirmEmail: errors("LINK_INVALID")(
    publicProcedure
      .input(confirmEmailInput)
      .output(confirmEmailOutput)
      .mutation(({ ctx, input }) => ctx.services.accounts.confirmEmail(input.token, ctx.request)),
  ),

  confirm: errors(
    "WRONG_PASSWORD",
    "WRONG_CODE",
    "NOT_OFFERED",
    "CHALLENGE_INVALID",
    "PASSKEY_REFUSED",
    "RATE_LIMITED",
  )(
    authenticatedProcedure
      .meta({ alone: true })
      .input(confirmInput)
      .output(confirmOutput)
      .mutation(({ ctx, input }) => ctx.services.accounts.confirm(ctx.actor, input, ctx.request)),
  ),
});

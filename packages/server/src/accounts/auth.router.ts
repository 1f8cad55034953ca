import {
  authOptionsOutput,
  beginPasskeyOutput,
  confirmEmailInput,
  confirmEmailOutput,
  confirmInput,
  confirmOutput,
  finishLoginInput,
  finishLoginOutput,
  loginInput,
  loginOutput,
  logoutOutput,
  newPasswordErrors,
  passkeyLoginInput,
  registerInput,
  registerOutput,
  requestPasswordResetInput,
  requestPasswordResetOutput,
  resetPasswordInput,
  resetPasswordOutput,
} from "@levelup/contract";
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

  /** The second step of a login. */
  secondFactor: errors(
    "WRONG_CODE",
    "CHALLENGE_INVALID",
    "RATE_LIMITED",
  )(
    publicProcedure
      .meta({ alone: true })
      .input(finishLoginInput)
      .output(finishLoginOutput)
      .mutation(({ ctx, input }) => ctx.services.secondFactor.finishLogin(input, ctx.request)),
  ),

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

  beginPasskey: errors("NOT_OFFERED")(
    publicProcedure.output(beginPasskeyOutput).mutation(({ ctx }) => ctx.services.passkeys.beginUse()),
  ),

  passkey: errors(
    "NOT_OFFERED",
    "CHALLENGE_INVALID",
    "RATE_LIMITED",
  )(
    publicProcedure
      .meta({ alone: true })
      .input(passkeyLoginInput)
      .output(loginOutput)
      .mutation(({ ctx, input }) => ctx.services.passkeys.login(input, ctx.request)),
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

import {
  loginInput,
  loginOutput,
  logoutOutput,
  newPasswordErrors,
  registerInput,
  registerOutput,
} from "@levelup/contract";
import { errors } from "../trpc/declare-errors.ts";
import { publicProcedure, router } from "../trpc/trpc.ts";

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

  /** Public, so that a device whose token is already dead can log out too. */
  logout: publicProcedure
    .output(logoutOutput)
    .mutation(({ ctx }) =>
      ctx.authorization.kind === "token"
        ? ctx.services.tokens.logout(ctx.authorization.token.reveal(), ctx.request)
        : { revoked: false },
    ),
});

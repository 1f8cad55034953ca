import { loginInput, loginOutput, logoutOutput, registerInput, registerOutput } from "@levelup/contract";
import { publicProcedure, router } from "../trpc/trpc.ts";

export const authRouter = router({
  register: publicProcedure
    .meta({ alone: true })
    .input(registerInput)
    .output(registerOutput)
    .mutation(({ ctx, input }) => ctx.services.accounts.register(input, ctx.request)),

  login: publicProcedure
    .meta({ alone: true })
    .input(loginInput)
    .output(loginOutput)
    .mutation(({ ctx, input }) => ctx.services.accounts.login(input, ctx.request)),

  /** Public, so that a device whose token is already dead can log out too. */
  logout: publicProcedure
    .output(logoutOutput)
    .mutation(({ ctx }) =>
      ctx.authorization.kind === "token"
        ? ctx.services.tokens.logout(ctx.authorization.token.reveal(), ctx.request)
        : { revoked: false },
    ),
});

import { loginInput, loginOutput, logoutOutput, registerInput, registerOutput } from "@levelup/contract";
import { publicProcedure, router } from "../trpc/trpc.ts";

export const authRouter = router({
  register: publicProcedure
    .input(registerInput)
    .output(registerOutput)
    .mutation(({ ctx, input }) => ctx.services.accounts.register(input, ctx.request)),

  login: publicProcedure
    .input(loginInput)
    .output(loginOutput)
    .mutation(({ ctx, input }) => ctx.services.accounts.login(input, ctx.request)),

  /** Public, so that a device whose token is already dead can log out too. */
  logout: publicProcedure
    .output(logoutOutput)
    .mutation(({ ctx }) =>
      ctx.presented.kind === "token"
        ? ctx.services.tokens.logout(ctx.presented.token.reveal(), ctx.request)
        : { revoked: false },
    ),
});

import {
  activateSecondFactorInput,
  activateSecondFactorOutput,
  beginSecondFactorOutput,
  disableSecondFactorOutput,
  finishLoginInput,
  finishLoginOutput,
  recoveryCodesOutput,
} from "@levelup/contract";
import { errors } from "../../trpc/declare-errors.ts";
import { freshProcedure, publicProcedure, router } from "../../trpc/trpc.ts";

export const secondFactorRouter = router({
  begin: errors(
    "EMAIL_NOT_VERIFIED",
    "RATE_LIMITED",
  )(freshProcedure.output(beginSecondFactorOutput).mutation(({ ctx }) => ctx.services.secondFactor.begin(ctx.actor))),

  activate: errors(
    "WRONG_CODE",
    "CHALLENGE_INVALID",
    "RATE_LIMITED",
  )(
    freshProcedure
      .meta({ alone: true })
      .input(activateSecondFactorInput)
      .output(activateSecondFactorOutput)
      .mutation(({ ctx, input }) => ctx.services.secondFactor.activate(ctx.actor, input.code, ctx.request)),
  ),

  disable: errors("RATE_LIMITED")(
    freshProcedure
      .output(disableSecondFactorOutput)
      .mutation(({ ctx }) => ctx.services.secondFactor.disable(ctx.actor, ctx.request)),
  ),

  recoveryCodes: errors(
    "NOT_FOUND",
    "RATE_LIMITED",
  )(
    freshProcedure
      .output(recoveryCodesOutput)
      .mutation(({ ctx }) => ctx.services.secondFactor.recoveryCodes(ctx.actor, ctx.request)),
  ),
});

/** The second step of a login. */
export const secondFactorAuthProcedures = {
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
};

import {
  addPasskeyInput,
  beginPasskeyAddOutput,
  beginPasskeyOutput,
  loginOutput,
  passkeyIdInput,
  passkeyListOutput,
  passkeyLoginInput,
  passkeySchema,
  removePasskeyOutput,
  renamePasskeyInput,
} from "@levelup/contract";
import { errors } from "../../trpc/declare-errors.ts";
import { authenticatedProcedure, freshProcedure, publicProcedure, router } from "../../trpc/trpc.ts";

export const passkeysRouter = router({
  begin: errors(
    "NOT_OFFERED",
    "EMAIL_NOT_VERIFIED",
    "LIMIT_REACHED",
  )(freshProcedure.output(beginPasskeyAddOutput).mutation(({ ctx }) => ctx.services.passkeys.begin(ctx.actor))),

  add: errors(
    "NOT_OFFERED",
    "CHALLENGE_INVALID",
    "PASSKEY_REFUSED",
    "LIMIT_REACHED",
    "RATE_LIMITED",
  )(
    freshProcedure
      .meta({ alone: true })
      .input(addPasskeyInput)
      .output(passkeySchema)
      .mutation(({ ctx, input }) => ctx.services.passkeys.add(ctx.actor, input, ctx.request)),
  ),

  list: authenticatedProcedure.output(passkeyListOutput).query(({ ctx }) => ctx.services.passkeys.list(ctx.actor)),

  rename: errors(
    "NOT_FOUND",
    "RATE_LIMITED",
  )(
    authenticatedProcedure
      .input(renamePasskeyInput)
      .output(passkeySchema)
      .mutation(({ ctx, input }) => ctx.services.passkeys.rename(ctx.actor, input, ctx.request)),
  ),

  remove: errors(
    "NOT_FOUND",
    "LAST_CREDENTIAL",
    "RATE_LIMITED",
  )(
    freshProcedure
      .input(passkeyIdInput)
      .output(removePasskeyOutput)
      .mutation(({ ctx, input }) => ctx.services.passkeys.remove(ctx.actor, input.id, ctx.request)),
  ),
});

/** The login by a passkey. */
export const passkeyAuthProcedures = {
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
};

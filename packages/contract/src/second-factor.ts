import { z } from "zod";
import { atMost, timestamp } from "./fields.ts";
import { mintedTokenSchema } from "./tokens.ts";

/** Room for spaces and hyphens between the characters. */
const codeMaxTyped = 100;

/** What people and apps put between the groups of a code. */
const separators = /[\s-]+/g;

/** A code of an authenticator app, RFC 6238: six digits. Spaces, hyphens and full-width digits are brought into form. */
export const totpCodeSchema = atMost(codeMaxTyped)
  .transform((typed) => typed.normalize("NFKC").replace(separators, ""))
  .refine((code) => /^\d{6}$/.test(code), {
    error: "Enter the six digits that your authenticator app shows.",
    params: { rule: "code" },
  });

/** A recovery code: 24 characters of Crockford's base32, in which O is 0, and I and L are 1. */
export const recoveryCodeSchema = atMost(codeMaxTyped)
  .transform((typed) =>
    typed.normalize("NFKC").replace(separators, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1"),
  )
  .refine((code) => /^[0-9A-HJKMNP-TV-Z]{24}$/.test(code), {
    error: "Enter one of your recovery codes: four groups of six letters and digits.",
    params: { rule: "code" },
  });

/** By which codes a login can be finished. */
export const secondFactorMethods = ["totp", "recovery"] as const;

/** What a login answers when the password is right and a second step has to follow. */
export const secondFactorChallengeSchema = z.object({
  challenge: z.string(),
  methods: z.array(z.enum(secondFactorMethods)),
  expiresAt: timestamp,
});

/** `secret` is base32, `uri` the same for a QR code (otpauth://). Shown once; it counts when a code of it was shown. */
export const beginSecondFactorOutput = z.object({ secret: z.string(), uri: z.string(), expiresAt: timestamp });

export const activateSecondFactorInput = z.object({ code: totpCodeSchema });

/** The token replaces the presented one, since every other session of the account is ended. */
export const activateSecondFactorOutput = mintedTokenSchema.extend({ recoveryCodes: z.array(z.string()) });

/** False: it was off already. */
export const disableSecondFactorOutput = z.object({ disabled: z.boolean() });

export const recoveryCodesOutput = z.object({ recoveryCodes: z.array(z.string()) });

export type SecondFactorMethod = (typeof secondFactorMethods)[number];
export type SecondFactorChallenge = z.infer<typeof secondFactorChallengeSchema>;
export type BeginSecondFactorOutput = z.infer<typeof beginSecondFactorOutput>;
export type ActivateSecondFactorInput = z.input<typeof activateSecondFactorInput>;
export type ActivateSecondFactorOutput = z.infer<typeof activateSecondFactorOutput>;
export type DisableSecondFactorOutput = z.infer<typeof disableSecondFactorOutput>;
export type RecoveryCodesOutput = z.infer<typeof recoveryCodesOutput>;

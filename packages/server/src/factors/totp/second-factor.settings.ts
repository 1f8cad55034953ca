import { z } from "zod";
import { createSecret, type Secret } from "../../settings/secret.ts";

const minCharacters = 32;

export const secondFactorVariables = {
  ENCRYPTION_KEYS: z
    .string()
    .transform((keys) => keys.split(",").map((key) => key.trim()))
    .refine(
      (keys) => keys.every((key) => key.length >= minCharacters),
      `must be keys of at least ${minCharacters} characters, separated by commas`,
    )
    .optional()
    .describe(
      "Keys for the seeds of authenticator apps, separated by commas: the first encrypts, all decrypt; without it the database keeps one that was made up",
    ),
};

export type SecondFactorSettings = {
  /** The first one encrypts. Empty for one that the database keeps. */
  encryptionKeys: readonly Secret[];
};

type Variables = z.output<z.ZodObject<typeof secondFactorVariables>>;

export function readSecondFactorSettings(env: Variables): SecondFactorSettings {
  return { encryptionKeys: (env.ENCRYPTION_KEYS ?? []).map(createSecret) };
}

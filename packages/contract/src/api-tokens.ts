import { z } from "zod";
import { line, timestamp } from "./fields.ts";
import { limits } from "./limits.ts";
import { isSeen } from "./text.ts";

/** What the owner calls an API token: "Nightly report". */
export const apiTokenNameSchema = line(limits.apiTokenNameMaxCodePoints).refine(isSeen, {
  error: "Give the token a name.",
  params: { rule: "too_small" },
});

/** Names of scopes, each once. The server knows which ones there are. */
export const scopesSchema = z
  .array(z.string().max(limits.scopeMaxLength))
  .min(1, { error: "Choose at least one." })
  .max(limits.scopesMax)
  .refine((scopes) => new Set(scopes).size === scopes.length, {
    error: "Name each scope once.",
    params: { rule: "repeated" },
  });

const days = { error: `Use a whole number of days from 1 to ${limits.apiTokenMaxDays}.` };

/** How many days an API token is good for. */
export const apiTokenDaysSchema = z.int(days).min(1, days).max(limits.apiTokenMaxDays, days);

export const createApiTokenInput = z.object({
  name: apiTokenNameSchema,
  scopes: scopesSchema,
  expiresInDays: apiTokenDaysSchema.default(limits.apiTokenDefaultDays),
});

/** `token` is in no other answer and cannot be had again: the server keeps its digest only. */
export const createApiTokenOutput = z.object({
  token: z.string(),
  id: z.int(),
  name: z.string(),
  scopes: z.array(z.string()),
  expiresAt: timestamp,
});

/** One of the account's live API tokens, without its secret. */
export const apiTokenSchema = z.object({
  id: z.int(),
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  expiresAt: timestamp,
});

export const apiTokenListOutput = z.array(apiTokenSchema);

/** The scopes that can be given, each with what it allows, in words. */
export const scopeListOutput = z.array(z.object({ scope: z.string(), description: z.string() }));

export type CreateApiTokenInput = z.input<typeof createApiTokenInput>;
export type CreateApiTokenOutput = z.infer<typeof createApiTokenOutput>;
export type ApiTokenInfo = z.infer<typeof apiTokenSchema>;
export type ScopeInfo = z.infer<typeof scopeListOutput>[number];

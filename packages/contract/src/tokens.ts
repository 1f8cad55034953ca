import { z } from "zod";
import { atMost, line, timestamp } from "./fields.ts";
import { limits } from "./limits.ts";

/**
 * What tells a device that has logged in before from strangers, whose failed attempts then do not count against it. It
 * is no credential. Whatever it holds that the server did not issue for this account counts as none.
 */
export const deviceIdSchema = atMost(500);

/** A label for the device, chosen by the client: "Firefox on Linux". */
export const deviceSchema = line(limits.deviceMaxCodePoints);

/** A token just minted. `token` is in no other answer and cannot be had again: the server keeps its digest only. */
export const mintedTokenSchema = z.object({ token: z.string(), expiresAt: timestamp });

export const logoutOutput = z.object({ revoked: z.boolean() });

/** One of the account's live tokens: what is known of the device, never the secret. */
export const tokenSchema = z.object({
  id: z.int(),
  device: z.string().nullable(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  expiresAt: timestamp,
  current: z.boolean(),
});

export const tokenListOutput = z.array(tokenSchema);

export const tokenIdInput = z.object({ id: z.int().positive() });

export const revokeOutput = z.object({ revoked: z.int() });

export type TokenInfo = z.infer<typeof tokenSchema>;
export type MintedToken = z.infer<typeof mintedTokenSchema>;

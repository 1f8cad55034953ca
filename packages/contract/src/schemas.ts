import { z } from "zod";
import {
  codePoints,
  isSafeLine,
  isSafeText,
  isStorablePassword,
  isUsername,
  limits,
  normalizeUsername,
} from "./rules.ts";

/**
 * The inputs and outputs of the procedures. A rule that a text breaks is named in the issue's `params.rule`, or is
 * zod's own code; the server sends it on as `issues[].rule`.
 */

const invisible = "Remove the characters that cannot be seen, such as control characters.";

function line(maxCodePoints: number) {
  return z
    .string()
    .max(maxCodePoints * 2, `Use at most ${maxCodePoints} characters.`)
    .refine(isSafeLine, { error: invisible, params: { rule: "invisible_characters" } })
    .refine((text) => codePoints(text) <= maxCodePoints, {
      error: `Use at most ${maxCodePoints} characters.`,
      params: { rule: "too_long" },
    });
}

const name = (what: string) =>
  line(limits.nameMaxCodePoints)
    .trim()
    .min(1, { error: `Enter your ${what}.`, abort: true });

const usernameMaxLength = limits.usernameMaxCodePoints * 8;
const tooLongUsername = `Use at most ${limits.usernameMaxCodePoints} characters.`;

/**
 * A username as Django has them: 1 to 150 code points of letters, numbers and `@.+-_`, brought to NFKC.
 * A decomposed name may be several times as long before it is composed, hence the first, wide bound.
 */
export const usernameSchema = z
  .string()
  .max(usernameMaxLength, tooLongUsername)
  .min(1, { error: "Choose a username.", abort: true })
  .refine(isSafeLine, { error: invisible, params: { rule: "invisible_characters" }, abort: true })
  .transform(normalizeUsername)
  .refine((text) => codePoints(text) <= limits.usernameMaxCodePoints, {
    error: tooLongUsername,
    params: { rule: "too_long" },
  })
  .refine(isUsername, {
    error: "Use letters, numbers and the characters @ . + - _ only.",
    params: { rule: "characters" },
  });

export const emailSchema = line(limits.emailMaxCodePoints)
  .trim()
  .refine((text) => text === "" || /^[^\s@]+@[^\s@]+$/.test(text), {
    error: "Enter an e-mail address such as you@example.com, or leave this empty.",
    params: { rule: "email" },
  });

export const bioSchema = z
  .string()
  .max(limits.bioMaxCodePoints * 2, `Use at most ${limits.bioMaxCodePoints} characters.`)
  .refine(isSafeText, { error: invisible, params: { rule: "invisible_characters" } })
  .refine((text) => codePoints(text) <= limits.bioMaxCodePoints, {
    error: `Use at most ${limits.bioMaxCodePoints} characters.`,
    params: { rule: "too_long" },
  });

/**
 * A password that is being set. Its length and quality are no matter of shape: the server's policy judges them, with
 * codes of their own.
 */
const newPasswordSchema = z.string();

/** A password that is being checked. What no policy ever let in is refused before any hashing. */
const presentedPasswordSchema = z.string().refine(isStorablePassword, {
  error: `A password has at most ${limits.passwordMaxBytes} bytes of well-formed text.`,
  params: { rule: "password" },
});

/**
 * What tells a device that has logged in before from strangers, whose failed attempts then do not count against it. It
 * is no credential. Whatever it holds that the server did not issue for this account counts as none.
 */
const deviceIdSchema = z.string().max(500);

/** A label for the device, chosen by the client: "Firefox on Linux". */
export const deviceSchema = line(limits.deviceMaxCodePoints).trim();

export const registerInput = z.object({
  username: usernameSchema,
  password: newPasswordSchema,
  firstName: name("first name"),
  lastName: name("last name"),
  email: emailSchema.default(""),
  bio: bioSchema.default(""),
  device: deviceSchema.optional(),
});

export const loginInput = z.object({
  username: z
    .string()
    .max(usernameMaxLength, tooLongUsername)
    .refine(isSafeLine, { error: invisible, params: { rule: "invisible_characters" } }),
  password: presentedPasswordSchema,
  device: deviceSchema.optional(),
  deviceId: deviceIdSchema.optional(),
});

export const updateAccountInput = z
  .object({ firstName: name("first name"), lastName: name("last name"), email: emailSchema, bio: bioSchema })
  .partial();

export const changePasswordInput = z.object({
  currentPassword: presentedPasswordSchema,
  newPassword: newPasswordSchema,
});

export const tokenIdInput = z.object({ id: z.int().positive() });

const timestamp = z.iso.datetime();

/** An account with its gamer's profile. */
export const accountSchema = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  bio: z.string(),
  dateJoined: timestamp,
  lastLogin: timestamp.nullable(),
});

/** A token just minted. `token` is in no other answer and cannot be had again: the server keeps its digest only. */
export const mintedTokenSchema = z.object({ token: z.string(), expiresAt: timestamp });

/** Keep `deviceId` on the device and send it with its next login. */
export const registerOutput = mintedTokenSchema.extend({ deviceId: z.string(), account: accountSchema });

export const loginOutput = z.discriminatedUnion("valid", [
  mintedTokenSchema.extend({ valid: z.literal(true), deviceId: z.string(), account: accountSchema }),
  z.object({ valid: z.literal(false) }),
]);

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

export const revokeOutput = z.object({ revoked: z.int() });

export type Account = z.infer<typeof accountSchema>;
export type TokenInfo = z.infer<typeof tokenSchema>;
export type MintedToken = z.infer<typeof mintedTokenSchema>;
export type RegisterInput = z.input<typeof registerInput>;
export type LoginInput = z.input<typeof loginInput>;
export type UpdateAccountInput = z.input<typeof updateAccountInput>;
export type ChangePasswordInput = z.input<typeof changePasswordInput>;
export type RegisterOutput = z.infer<typeof registerOutput>;
export type LoginOutput = z.infer<typeof loginOutput>;

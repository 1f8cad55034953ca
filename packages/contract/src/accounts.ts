import { z } from "zod";
import { atMost, invisible, line, timestamp, tooLong } from "./fields.ts";
import { limits } from "./limits.ts";
import { isStorablePassword } from "./passwords.ts";
import { hasAtMost, isSafeText, isSeen, isVisibleLine } from "./text.ts";
import { deviceIdSchema, deviceSchema, mintedTokenSchema } from "./tokens.ts";
import { isUsername, normalizeUsername } from "./usernames.ts";

const name = (what: string) =>
  line(limits.nameMaxCodePoints).refine(isSeen, {
    error: `Enter your ${what}.`,
    params: { rule: "too_small" },
  });

const usernameTooLong = tooLong(limits.usernameMaxCodePoints);

/** A decomposed name may be several times as long before it is composed, hence this wide bound before the exact one. */
const usernameMaxTyped = limits.usernameMaxCodePoints * 8;

const typedUsername = z
  .string()
  .refine((text) => text.length <= usernameMaxTyped, usernameTooLong)
  .refine(isVisibleLine, invisible);

/** A username as Django has them: 1 to 150 code points of letters, numbers and `@.+-_`, brought to NFKC. */
export const usernameSchema = z
  .string()
  .trim()
  .min(1, { error: "Choose a username.", abort: true })
  .pipe(typedUsername)
  .transform(normalizeUsername)
  .refine((text) => hasAtMost(limits.usernameMaxCodePoints, text), usernameTooLong)
  .refine(isUsername, {
    error: "Use letters, numbers and the characters @ . + - _ only.",
    params: { rule: "characters" },
  });

/**
 * One `@` between two texts that neither begin nor end with a dot. What groups, quotes or separates addresses in a mail
 * header is refused: `x,admin@corp.example` would be two recipients.
 */
const emailPattern = /^(?!\.)[^\s@,:;<>()[\]\\"]+(?<!\.)@(?!\.)[^\s@,:;<>()[\]\\"]+(?<!\.)$/;

export const emailSchema = line(limits.emailMaxCodePoints, isVisibleLine).refine(
  (text) => text === "" || emailPattern.test(text),
  {
    error: "Enter an e-mail address such as you@example.com, or leave this empty.",
    params: { rule: "email" },
  },
);

export const bioSchema = atMost(limits.bioMaxCodePoints).refine(isSafeText, invisible);

/** A password that is being set. The server's policy checks its length and quality, with codes of their own. */
const newPasswordSchema = z.string();

/** A password that is being checked. What the policy never accepted is refused before any hashing. */
const presentedPasswordSchema = z.string().refine(isStorablePassword, {
  error: `A password has at most ${limits.passwordMaxBytes} bytes of well-formed text.`,
  params: { rule: "password" },
});

export const registerInput = z.object({
  username: usernameSchema,
  password: newPasswordSchema,
  firstName: name("first name"),
  lastName: name("last name"),
  email: emailSchema.default(""),
  bio: bioSchema.default(""),
  device: deviceSchema.optional(),
});

/** The username as it was typed: `loginKeys` says by which names it is looked up. */
export const loginInput = z.object({
  username: typedUsername,
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

/** Keep `deviceId` on the device and send it with its next login. */
export const registerOutput = mintedTokenSchema.extend({ deviceId: z.string(), account: accountSchema });

export const loginOutput = z.discriminatedUnion("valid", [
  mintedTokenSchema.extend({ valid: z.literal(true), deviceId: z.string(), account: accountSchema }),
  z.object({ valid: z.literal(false) }),
]);

export type Account = z.infer<typeof accountSchema>;
export type RegisterInput = z.input<typeof registerInput>;
export type LoginInput = z.input<typeof loginInput>;
export type UpdateAccountInput = z.input<typeof updateAccountInput>;
export type ChangePasswordInput = z.input<typeof changePasswordInput>;
export type RegisterOutput = z.infer<typeof registerOutput>;
export type LoginOutput = z.infer<typeof loginOutput>;

import { z } from "zod";
import { atMost, invisible, line, timestamp, tooLong } from "./fields.ts";
import { limits } from "./limits.ts";
import { passkeyProof } from "./passkeys.ts";
import { isStorablePassword } from "./passwords.ts";
import { recoveryCodeSchema, secondFactorChallengeSchema, totpCodeSchema } from "./second-factor.ts";
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
  .object({ firstName: name("first name"), lastName: name("last name"), bio: bioSchema })
  .partial();

export const changePasswordInput = z.object({
  currentPassword: presentedPasswordSchema,
  newPassword: newPasswordSchema,
  /** API tokens outlast a change of the password unless this asks for their end. */
  endApiTokens: z.boolean().optional(),
});

const secondStepCode = { code: totpCodeSchema.optional(), recoveryCode: recoveryCodeSchema.optional() };

/** Finishes a login whose password was right, by one code. */
export const finishLoginInput = z
  .strictObject({
    /** Of the login's answer. One that cannot be a challenge is CHALLENGE_INVALID, as one that has expired. */
    challenge: atMost(limits.linkCodeMaxCodePoints),
    ...secondStepCode,
    device: deviceSchema.optional(),
    deviceId: deviceIdSchema.optional(),
  })
  .refine(({ code, recoveryCode }) => (code === undefined) !== (recoveryCode === undefined), {
    error: "Send a code or a recovery code: one of them.",
    params: { rule: "one_code" },
  });

/** The password, with a code if the account has a second factor. */
const passwordProof = z
  .strictObject({ password: presentedPasswordSchema, ...secondStepCode })
  .refine(({ code, recoveryCode }) => code === undefined || recoveryCode === undefined, {
    error: "Send a code or a recovery code: one of them.",
    params: { rule: "one_code" },
  });

/** A proof of who makes the call. A further key is refused: two proofs are none. */
export const confirmInput = z.union([passwordProof, passkeyProof]);

/** A username or an address, as it was typed. */
export const requestPasswordResetInput = z.object({
  login: line(limits.loginMaxCodePoints).min(1, { error: "Enter your username or e-mail address." }),
  deviceId: deviceIdSchema.optional(),
});

/** The code of a mailed link. One that cannot be a code is LINK_INVALID, as one that has expired. */
const linkCodeSchema = atMost(limits.linkCodeMaxCodePoints);

export const resetPasswordInput = z.object({ token: linkCodeSchema, newPassword: newPasswordSchema });

export const confirmEmailInput = z.object({ token: linkCodeSchema });

/** An empty address removes the one that the account has. */
export const changeEmailInput = z.object({ email: emailSchema });

/** An account with its gamer's profile. */
export const accountSchema = z.object({
  id: z.int(),
  username: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  firstName: z.string(),
  lastName: z.string(),
  bio: z.string(),
  dateJoined: timestamp,
  lastLogin: timestamp.nullable(),
  /** There for staff alone. */
  isStaff: z.literal(true).exactOptional(),
});

/** Keep `deviceId` on the device and send it with its next login. */
export const registerOutput = mintedTokenSchema.extend({ deviceId: z.string(), account: accountSchema });

export const finishLoginOutput = mintedTokenSchema.extend({
  valid: z.literal(true),
  deviceId: z.string(),
  account: accountSchema,
});

/** With `secondFactor` the password is right, and the login is finished by a code. */
export const loginOutput = z.discriminatedUnion("valid", [
  finishLoginOutput,
  z.object({ valid: z.literal(false), secondFactor: secondFactorChallengeSchema.optional() }),
]);

/** What the login screen may offer. */
export const authOptionsOutput = z.object({
  registration: z.enum(["open", "invite", "closed"]),
  mail: z.boolean(),
  passkeys: z.boolean(),
});

/** Says nothing about whether there is such an account. */
export const requestPasswordResetOutput = z.object({ accepted: z.literal(true) });

/** It logs no device in: the login form can be filled with the name. */
export const resetPasswordOutput = z.object({ username: z.string() });

export const confirmEmailOutput = z.object({ username: z.string(), email: z.string() });

/** The successor of the presented token, which is no longer valid. */
export const confirmOutput = mintedTokenSchema.extend({ freshUntil: timestamp });

/** False: the account has no address, or it is confirmed already. */
export const requestEmailVerificationOutput = z.object({ accepted: z.boolean() });

/** The address that the account has, and the one that it will have once that is confirmed. */
export const changeEmailOutput = z.object({ email: z.string(), pendingEmail: z.string().nullable() });

/** How one gets into the account. */
export const accountSecuritySchema = z.object({
  hasPassword: z.boolean(),
  email: z.string(),
  emailVerified: z.boolean(),
  pendingEmail: z.string().nullable(),
  secondFactor: z.boolean(),
  secondFactorSince: timestamp.nullable(),
  recoveryCodesLeft: z.int(),
  passkeys: z.int(),
  apiTokens: z.int(),
});

export type Account = z.infer<typeof accountSchema>;
export type RegisterInput = z.input<typeof registerInput>;
export type LoginInput = z.input<typeof loginInput>;
export type UpdateAccountInput = z.input<typeof updateAccountInput>;
export type ChangePasswordInput = z.input<typeof changePasswordInput>;
export type RegisterOutput = z.infer<typeof registerOutput>;
export type LoginOutput = z.infer<typeof loginOutput>;
export type FinishLoginInput = z.input<typeof finishLoginInput>;
export type FinishLoginOutput = z.infer<typeof finishLoginOutput>;
export type ConfirmInput = z.input<typeof confirmInput>;
export type IdentityProof = z.output<typeof confirmInput>;
export type ConfirmOutput = z.infer<typeof confirmOutput>;
export type RequestPasswordResetInput = z.input<typeof requestPasswordResetInput>;
export type ResetPasswordInput = z.input<typeof resetPasswordInput>;
export type ConfirmEmailInput = z.input<typeof confirmEmailInput>;
export type ConfirmEmailOutput = z.infer<typeof confirmEmailOutput>;
export type ChangeEmailInput = z.input<typeof changeEmailInput>;
export type ChangeEmailOutput = z.infer<typeof changeEmailOutput>;
export type AuthOptions = z.infer<typeof authOptionsOutput>;
export type AccountSecurity = z.infer<typeof accountSecuritySchema>;

import { type RegisterInput, registerInput } from "@levelup/contract";
import { z } from "zod";

/*
 * The shape of the original's bodies, with the messages of DRF's `CharField`. The rules for usernames and passwords are
 * the contract's, as for `/trpc`.
 */

const text = z.string({
  error: ({ input }) => {
    if (input === undefined) return "This field is required.";
    return input === null ? "This field may not be null." : "Not a valid string.";
  },
});
const blank = "This field may not be blank.";
// Not `min`, which looks at the length of a list as well.
const required = text.refine((value) => value !== "", blank);
const optional = text.nullish().transform((value) => value ?? undefined);
const dictionary = { error: "Invalid data. Expected a dictionary." };

/** A password of `null` is a wrong one to the original, and so is such a name. */
export const loginBody = z.object({ username: required.nullable(), password: required.nullable() }, dictionary);

/** DRF's `AuthTokenSerializer` trims the name, and not the password. */
export const tokenBody = z.object(
  { username: text.trim().refine((value) => value !== "", blank), password: required },
  dictionary,
);

/** Most of the known clients send no e-mail, and some no bio. */
export const registerBody = z
  .object(
    {
      username: required,
      password: required,
      first_name: required,
      last_name: required,
      email: optional,
      bio: optional,
    },
    dictionary,
  )
  .transform(
    ({ first_name, last_name, ...rest }): RegisterInput => ({ ...rest, firstName: first_name, lastName: last_name }),
  )
  .pipe(registerInput);

/*
 * The original's answers.
 */

export const loginAnswer = z.union([
  z.object({ valid: z.literal(true), token: z.string() }),
  z.object({ valid: z.literal(false) }),
]);

export const tokenAnswer = z.object({ token: z.string() });

export const profileAnswer = z.object({
  gamer: z.object({
    user: z.object({ first_name: z.string(), last_name: z.string(), username: z.string() }),
    bio: z.string(),
  }),
  events: z.array(z.unknown()),
});

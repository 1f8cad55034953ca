import { z } from "zod";
import { hasAtMost, isSafeLine, type isVisibleLine } from "./text.ts";

/**
 * What the schemas of all features are made of. A rule that a text breaks is named in the issue's `params.rule`, or is
 * zod's own code; the server sends it on as `issues[].rule`.
 *
 * The length comes first and ends the checks, so that a long text costs no more than a short one.
 */

const unseen = "Remove the characters that cannot be seen, such as control characters.";

/** A text of at most so many code points. `.max` of zod would go on to the next check. */
export function atMost(maxCodePoints: number) {
  return z.string().refine((text) => hasAtMost(maxCodePoints, text), tooLong(maxCodePoints));
}

/** The options of a check of a length. */
export function tooLong(maxCodePoints: number) {
  return { error: `Use at most ${maxCodePoints} characters.`, params: { rule: "too_long" }, abort: true };
}

/** The options of a check for characters that cannot be seen. */
export const invisible = { error: unseen, params: { rule: "invisible_characters" }, abort: true };

/** A text of one line, without the spaces around it. */
export function line(maxCodePoints: number, isAllowed: typeof isSafeLine | typeof isVisibleLine = isSafeLine) {
  return z
    .string()
    .trim()
    .refine((text) => hasAtMost(maxCodePoints, text), tooLong(maxCodePoints))
    .refine(isAllowed, invisible);
}

export const timestamp = z.iso.datetime();

/** The number of code points in a text. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Whether a text has at most `max` code points. Counts no further than a text of that length can reach. */
export function hasAtMost(max: number, text: string): boolean {
  return text.length <= max || (text.length <= max * 2 && codePoints(text) <= max);
}

/** Unicode's Stream-Safe Text Format ends a row of marks at 30: to sort a longer one takes quadratic time. */
const tooManyMarks = /\p{M}{31}/u;

/** A text in a form of Unicode. One with a longer row of marks than any language writes stays as it is. */
export function normalize(form: "NFC" | "NFKC" | "NFKD", text: string): string {
  return tooManyMarks.test(text) ? text : text.normalize(form);
}

/** The length of a well-formed text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * Lone surrogates, control characters but tab and line breaks, and characters that leave no mark: zero-width ones, bidi
 * controls. Variation selectors are none of them: they choose how the character before them looks.
 */
const invisible = /(?![\t\n\r\p{Variation_Selector}])[\p{Cs}\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const lineBreaks = /[\t\n\r]/;
const marks = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** The scripts whose spelling needs joiners: Persian separates a suffix by one, Khmer words, Mongolian vowels. */
const joinerScripts = [
  ..."Adlm Arab Mand Mong Nkoo Phag Rohg Syrc".split(" "),
  ..."Beng Deva Gujr Guru Knda Mlym Orya Sinh Taml Telu".split(" "),
  ..."Bali Cham Java Khmr Lana Laoo Mymr Sund Tale Thai Tibt".split(" "),
];
const inScript = `[${joinerScripts.map((script) => `\\p{scx=${script}}`).join("")}]`;
const pictograph = "\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|\\ufe0f)?";

/** What is invisible and needed. Bidi overrides and isolates are not: they show a text in another order than it has. */
const needed = new RegExp(
  [
    // Soft hyphen; the marks that put a full stop at the right end in Hebrew and Arabic.
    "[\\u00ad\\u061c\\u200e\\u200f]",
    // Mongolian vowel separator, zero-width space, non-joiner and joiner, beside a letter that needs them.
    `[\\u180e\\u200b-\\u200d](?:(?<=${inScript}.)|(?=${inScript}))`,
    // A joiner between two emoji; also without the variation selector that some keyboards leave out.
    `\\u200d(?<=${pictograph}.)(?=\\p{Extended_Pictographic})`,
    // The flags of England, Scotland and Wales are spelt out in tags.
    "\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}",
  ].join("|"),
  "gu",
);

/** Whether all of a text can be seen: well formed, no control character but tab and line breaks, nothing invisible. */
function isVisibleText(text: string): boolean {
  return !invisible.test(text);
}

/** Whether a text of one line holds nothing invisible at all, as names that are compared must. */
export function isVisibleLine(text: string): boolean {
  return isVisibleText(text) && !lineBreaks.test(text);
}

/**
 * Whether a text can be stored and shown as it is: well formed, no control character but tab and line breaks, nothing
 * invisible but where its script or an emoji needs it.
 */
export function isSafeText(text: string): boolean {
  return isVisibleText(text) || isVisibleText(text.replace(needed, ""));
}

/** The same for a text of one line. */
export function isSafeLine(text: string): boolean {
  return isSafeText(text) && !lineBreaks.test(text);
}

/** Whether any of a text can be seen. */
export function isSeen(text: string): boolean {
  return marks.test(text);
}

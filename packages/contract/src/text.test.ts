import { describe, expect, test } from "vitest";
import { codePoints, hasAtMost, isSafeLine, isSafeText, isSeen, isVisibleLine } from "./text.ts";

describe("isSafeText", () => {
  test.each(["", "plain", "line\nbreak\tand tab", "<b>not html</b>", "👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "葛󠄀城", "' OR 1=1--"])(
    "accepts %j",
    (text) => {
      expect(isSafeText(text)).toBe(true);
    },
  );

  test.each([
    ["Persian with a non-joiner", "می\u200cخواهم"],
    ["a Persian name with one", "علی\u200cرضا"],
    ["a Persian suffix of a Latin word", "PDF\u200cها"],
    ["an Arabic letter in its initial form", "ه\u200d"],
    ["Hindi with a joiner behind a virama", "क्\u200dष"],
    ["Sinhala with a joiner", "ශ්\u200dරී"],
    ["Malayalam with a non-joiner", "തമിഴ്\u200cനാട്"],
    ["Khmer words, set apart without a space", "ភាសា\u200bខ្មែរ"],
    ["a Mongolian vowel separator", "ᠬᠠᠷ\u180eᠠ"],
    ["Hebrew with a right-to-left mark", "שלום!\u200f"],
    ["a left-to-right mark", "C++\u200e"],
    ["an Arabic letter mark", "\u061c12"],
    ["a soft hyphen", "Donau\u00addampf"],
    ["a heart on fire without its variation selector", "❤\u200d🔥"],
    ["a shrug with a skin tone, without it", "🤷🏽\u200d♂"],
    ["a couple of two skin tones", "👩🏽\u200d❤️\u200d💋\u200d👨🏿"],
    ["a rainbow flag", "🏳️\u200d🌈"],
    ["the flag of Scotland", "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}"],
  ])("R16: accepts %s", (_what, text) => {
    expect(isSafeText(text)).toBe(true);
    expect(isSafeLine(text)).toBe(true);
  });

  test.each([
    ["NUL", "a\u0000b"],
    ["an escape", "a\u001b[31m"],
    ["C1 control", "a\u0085b"],
    ["zero-width space", "a\u200bb"],
    ["a joiner between letters", "a\u200db"],
    ["a non-joiner between letters", "a\u200cb"],
    ["a joiner between a letter and an emoji", "a\u200d🔥"],
    ["a row of joiners", "می\u200c\u200c\u200cخ"],
    ["a bidi override", "a\u202eb"],
    ["a bidi override in Arabic", "می\u202eخ"],
    ["a bidi isolate", "a\u2066b"],
    ["a word joiner", "a\u2060b"],
    ["a Hangul filler", "\u3164"],
    ["text hidden in tags", "hi\u{e0068}\u{e0069}"],
    ["text hidden in tags behind a flag", `🏴${"\u{e0068}".repeat(20)}\u{e007f}`],
    ["a byte order mark", "\ufeffa"],
    ["a lone high surrogate", "a\ud800"],
    ["a lone low surrogate", "\udc00a"],
  ])("refuses %s", (_what, text) => {
    expect(isSafeText(text)).toBe(false);
  });

  test("a line has no line break", () => {
    expect(isSafeLine("one\ntwo")).toBe(false);
    expect(isSafeLine("one two")).toBe(true);
  });
});

test.each(["می\u200cخواهم", "a\u200e", "so\u00adft", "❤\u200d🔥"])(
  "R16: %j is refused, because a line holds visible text only",
  (text) => {
    expect(isVisibleLine(text)).toBe(false);
  },
);

test.each([
  ["\u200e", false],
  ["\u00ad \u061c", false],
  ["", false],
  ["李", true],
  ["🎲", true],
])("isSeen(%j) is %s", (text, seen) => {
  expect(isSeen(text)).toBe(seen);
});

test("codePoints counts an astral letter once", () => {
  expect(codePoints("𠮷a")).toBe(2);
});

test("hasAtMost counts code points", () => {
  expect(hasAtMost(3, "𠮷𠮷𠮷")).toBe(true);
  expect(hasAtMost(3, "𠮷𠮷𠮷a")).toBe(false);
  expect(hasAtMost(3, "abcd")).toBe(false);
});

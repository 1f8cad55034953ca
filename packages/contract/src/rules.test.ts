import { describe, expect, test } from "vitest";
import { codePoints, isSafeLine, isSafeText, isUsername, normalizeUsername, usernameKey } from "./rules.ts";

describe("usernameKey", () => {
  test.each([
    ["Me@Me.com", "me@me.com"],
    ["ｍe@me.com", "me@me.com"],
    ["cafe\u0301", "caf\u00e9"],
    ["ΟΔΟΣ", "οδος"],
    ["straße", "STRASSE"],
    ["straẞe", "strasse"],
  ])("%s and %s are one name", (one, other) => {
    expect(usernameKey(one)).toBe(usernameKey(other));
  });

  test("different names stay different", () => {
    expect(usernameKey("a.b")).not.toBe(usernameKey("ab"));
  });
});

describe("isUsername", () => {
  test.each(["me@me.com", "a", "a.b+c-d_e", "Ünal", "葛城", "𠮷野", "Ⅷ"])("takes %s", (name) => {
    expect(isUsername(normalizeUsername(name))).toBe(true);
  });

  test.each(["", "a b", "a/b", "<script>", "a\u0000", "a\u200b", "a\n", "💥"])("refuses %j", (name) => {
    expect(isUsername(normalizeUsername(name))).toBe(false);
  });
});

describe("isSafeText", () => {
  test.each(["", "plain", "line\nbreak\tand tab", "<b>not html</b>", "👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "葛󠄀城", "' OR 1=1--"])(
    "takes %j",
    (text) => {
      expect(isSafeText(text)).toBe(true);
    },
  );

  test.each([
    ["NUL", "a\u0000b"],
    ["an escape", "a\u001b[31m"],
    ["C1 control", "a\u0085b"],
    ["zero-width space", "a\u200bb"],
    ["a joiner between letters", "a\u200db"],
    ["a bidi override", "a\u202eb"],
    ["a bidi isolate", "a\u2066b"],
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

test("codePoints counts an astral letter once", () => {
  expect(codePoints("𠮷a")).toBe(2);
});

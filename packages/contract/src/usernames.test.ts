import { describe, expect, test } from "vitest";
import { isUsername, loginKeys, normalizeUsername, usernameKey } from "./usernames.ts";

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

describe("loginKeys", () => {
  test.each([
    ["me@me.com ", "me@me.com ", "me@me.com"],
    ["\tMe@Me.com\u3000", "\tme@me.com ", "me@me.com"],
    ["me@me.com", "me@me.com", "me@me.com"],
  ])("R17: %j is looked up as it is, then without the spaces around it", (typed, exact, trimmed) => {
    expect(loginKeys(typed)).toEqual({ exact, trimmed });
  });
});

import { limits } from "@levelup/contract";
import { describe, expect, test } from "vitest";
import { LevelUpError } from "../errors.ts";
import { assertAcceptable } from "./policy.ts";

const owner = { username: "Ada.Lovelace", email: "countess@example.com" };

function refusalOf(password: string, about = owner): string | null {
  try {
    assertAcceptable(password, about, "newPassword");
    return null;
  } catch (error) {
    if (error instanceof LevelUpError) return error.code;
    throw error;
  }
}

describe("the password policy", () => {
  test.each([
    "eight ch",
    "correct horse battery staple",
    "        x",
    "пароль с пробелами",
    "🗝".repeat(64),
    "no Digits Or $ymbols",
  ])("takes %j", (password) => {
    expect(refusalOf(password)).toBeNull();
  });

  test("names the field that the form calls it by", () => {
    expect(() => assertAcceptable("short", owner, "newPassword")).toThrow(
      expect.objectContaining({ details: { field: "newPassword" } }),
    );
  });

  test("B8: 7 characters are too short and 8 are not, counted in code points after composition", () => {
    expect(refusalOf("g7!kq2z")).toBe("PASSWORD_TOO_SHORT");
    expect(refusalOf("g7!kq2zv")).toBeNull();
    expect(refusalOf("🗝".repeat(7))).toBe("PASSWORD_TOO_SHORT");
    expect(refusalOf("🗝".repeat(8))).toBeNull();
    expect(refusalOf("e\u0301".repeat(7))).toBe("PASSWORD_TOO_SHORT");
    expect(refusalOf("")).toBe("PASSWORD_TOO_SHORT");
  });

  test("C5: the limit is 4096 bytes, not characters", () => {
    expect(refusalOf("x".repeat(limits.passwordMaxBytes))).toBeNull();
    expect(refusalOf("x".repeat(limits.passwordMaxBytes + 1))).toBe("PASSWORD_TOO_LONG");
    expect(refusalOf("é".repeat(limits.passwordMaxBytes / 2))).toBeNull();
    expect(refusalOf("é".repeat(limits.passwordMaxBytes / 2 + 1))).toBe("PASSWORD_TOO_LONG");
  });

  test.each([
    ["NUL", "abcdefgh\0X"],
    ["a lone high surrogate", "abcdefgh\ud800"],
    ["a lone low surrogate", "\udc00abcdefgh"],
  ])("C3: one with %s is malformed", (_what, password) => {
    expect(refusalOf(password)).toBe("PASSWORD_MALFORMED");
  });

  test.each(["password", "PassWord", "12345678", "iloveyou", "qwertyuiop", "trustno1", "ｐａｓｓｗｏｒｄ"])(
    "B8: %s is a common one",
    (password) => {
      expect(refusalOf(password)).toBe("PASSWORD_COMMON");
    },
  );

  test.each(["Ada.Lovelace", "ada.lovelace", "ＡＤＡ.lovelace"])("B8: %s is the username", (password) => {
    expect(refusalOf(password)).toBe("PASSWORD_IS_USERNAME");
  });

  test("B8: neither is a username that is an e-mail address a password, nor what stands before its @", () => {
    const about = { username: "byron.noel@example.com", email: "" };
    expect(refusalOf("Byron.Noel@example.com", about)).toBe("PASSWORD_IS_USERNAME");
    expect(refusalOf("byron.noel", about)).toBe("PASSWORD_IS_USERNAME");
    expect(refusalOf("byron.noel and more", about)).toBeNull();
  });

  test.each(["countess@example.com", "Countess@Example.COM", "countess"])(
    "B8: %s is the e-mail address",
    (password) => {
      expect(refusalOf(password)).toBe("PASSWORD_IS_EMAIL");
    },
  );
});

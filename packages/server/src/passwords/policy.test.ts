import { limits } from "@levelup/contract";
import { describe, expect, test } from "vitest";
import { brokenRule, type PasswordOwner } from "./policy.ts";

const owner = { username: "Ada.Lovelace", email: "countess@example.com", firstName: "Augusta", lastName: "King" };

const ruleBrokenBy = (password: string, about: PasswordOwner = owner) => brokenRule(password, about);

describe("the password policy", () => {
  test.each([
    "eight ch",
    "correct horse battery staple",
    "пароль с пробелами",
    "🗝".repeat(64),
    "no Digits Or $ymbols",
    "rusty-kettle",
    "x9Lm2#pQ",
    "いろはにほへとちり",
  ])("accepts %j", (password) => {
    expect(ruleBrokenBy(password)).toBeNull();
  });

  test("B8: 7 characters are too short and 8 are not, counted in code points after composition", () => {
    expect(ruleBrokenBy("g7!kq2z")).toBe("PASSWORD_TOO_SHORT");
    expect(ruleBrokenBy("g7!kq2zv")).toBeNull();
    expect(ruleBrokenBy("🗝".repeat(7))).toBe("PASSWORD_TOO_SHORT");
    expect(ruleBrokenBy("🗝🎲🏰🌋🐉🧭🪄🗡")).toBeNull();
    expect(ruleBrokenBy("e\u0301".repeat(7))).toBe("PASSWORD_TOO_SHORT");
    expect(ruleBrokenBy("")).toBe("PASSWORD_TOO_SHORT");
  });

  test("C5: the limit is 4096 bytes, not characters", () => {
    expect(ruleBrokenBy("x".repeat(limits.passwordMaxBytes))).toBeNull();
    expect(ruleBrokenBy("x".repeat(limits.passwordMaxBytes + 1))).toBe("PASSWORD_TOO_LONG");
    expect(ruleBrokenBy("é".repeat(limits.passwordMaxBytes / 2))).toBeNull();
    expect(ruleBrokenBy("é".repeat(limits.passwordMaxBytes / 2 + 1))).toBe("PASSWORD_TOO_LONG");
  });

  test.each([
    ["NUL", "abcdefgh\0X"],
    ["a lone high surrogate", "abcdefgh\ud800"],
    ["a lone low surrogate", "\udc00abcdefgh"],
  ])("C3: one with %s is malformed", (_what, password) => {
    expect(ruleBrokenBy(password)).toBe("PASSWORD_MALFORMED");
  });

  test.each(["password", "PassWord", "12345678", "iloveyou", "qwertyuiop", "trustno1", "ｐａｓｓｗｏｒｄ"])(
    "B8: %s is a common one",
    (password) => {
      expect(ruleBrokenBy(password)).toBe("PASSWORD_COMMON");
    },
  );

  test.each([
    ...["87654321", "88888888", "12341234", "Aa@123456", "Admin@123", "admin1234", "aaaaaaaa", "P@ssw0rd1"],
    ...["Admin@1234", "Welcome@2024", "Qwerty@123", "Pass@word1", "Summer24!", "Winter2023#", "1qaz@WSX", "abc123!@#"],
    ...[
      "hunter22",
      "TestPass123",
      "asdfghjkl;",
      "!@#$%^&*",
      "drowssap",
      "hellohello",
      "pássw0rd",
      "ＡＤＭＩＮ＠１２３",
    ],
    ...["1990-01-01", "17.05.2024", "19901231", "éééééééé", "🗝".repeat(8), "        x", "12345678!"],
  ])("R15: %s is one that attackers try first, or next", (password) => {
    expect(ruleBrokenBy(password)).toBe("PASSWORD_COMMON");
  });

  test.each(["levelup1", "LevelUp2024", "L3v3lUp!", "level-up-1", "level.up!", "Gamer@123", "LevelUp@2024"])(
    "R15: %s is the name of the service",
    (password) => {
      expect(ruleBrokenBy(password)).toBe("PASSWORD_COMMON");
    },
  );

  test.each([
    "augusta1",
    "Augusta@1",
    "AugustaKing99",
    "king_augusta",
    "AdaLovelace1",
    "lovelace!!",
    "countess12",
    "4ugust4!",
  ])("R15: %s is made of the person's own names", (password) => {
    expect(ruleBrokenBy(password)).toBe("PASSWORD_COMMON");
    const other = { username: "x", email: "", firstName: "X", lastName: "Y" };
    const longer = `${password} under lamplight`;
    expect(ruleBrokenBy(longer, other)).toBeNull();
  });

  test.each(["Ada.Lovelace", "ada.lovelace", "ＡＤＡ.lovelace"])("B8: %s is the username", (password) => {
    expect(ruleBrokenBy(password)).toBe("PASSWORD_IS_USERNAME");
  });

  test("B8: neither is a username that is an e-mail address a password, nor what stands before its @", () => {
    const about = { ...owner, username: "byron.noel@example.com", email: "" };
    expect(ruleBrokenBy("Byron.Noel@example.com", about)).toBe("PASSWORD_IS_USERNAME");
    expect(ruleBrokenBy("byron.noel", about)).toBe("PASSWORD_IS_USERNAME");
    expect(ruleBrokenBy("byron.noel and more", about)).toBeNull();
  });

  test.each(["countess@example.com", "Countess@Example.COM", "countess"])(
    "B8: %s is the e-mail address",
    (password) => {
      expect(ruleBrokenBy(password)).toBe("PASSWORD_IS_EMAIL");
    },
  );
});

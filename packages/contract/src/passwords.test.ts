import { expect, test, vi } from "vitest";
import { estimatePassword } from "./passwords.ts";

/** A stand-in for zxcvbn, to which each character is worth a hundred guesses. */
const check = (password: string, words: string[]) => ({ guesses: 100 ** password.length, password, words });

test("the estimate is told the names of the account and of the service, whole, in parts and joined", () => {
  const words = estimatePassword(check, "password", ["ada.l", "Ada", "Lovelace"])?.words;
  expect(words).toEqual(expect.arrayContaining(["LevelUp", "gamer", "ada.l", "ada", "Ada", "Lovelace", "AdaLovelace"]));
});

test("signs count little: the estimate is the lower of those with and without them", () => {
  expect(estimatePassword(check, "Admin@123", [])).toMatchObject({ password: "Admin123", guesses: 30 * 100 ** 8 });
});

test("R10: with so many signs that they alone are guesses enough, there is no second estimate", () => {
  const spy = vi.fn(check);
  estimatePassword(spy, "a!b!c!d!e!", []);
  expect(spy).toHaveBeenCalledTimes(1);
});

test("neither the width of letters nor their accents count", () => {
  expect(estimatePassword(check, "ｐásswörd", [])?.password).toBe("password");
});

test("R10: a password of 64 characters or more is not estimated, and no more than 32 of a shorter one", () => {
  const spy = vi.fn(check);
  expect(estimatePassword(spy, "x".repeat(64), [])).toBeNull();
  expect(spy).not.toHaveBeenCalled();
  // One character that is eighteen by NFKC.
  expect(estimatePassword(spy, "\ufdfa".repeat(63), ["\ufdfa".repeat(150)])?.password).toHaveLength(32);
});

import { limits } from "@levelup/contract";
import { vectors } from "@levelup/test-support/django-vectors.ts";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LevelUpError } from "../errors.ts";
import { createPasswordService } from "./password.service.ts";

const settings = { bcryptCost: 4, hashConcurrency: 2, hashQueueLimit: 100, hashQueueDeadlineMs: 60_000 };
const passwords = createPasswordService(settings);
const right = { valid: true, needsRehash: false };
const wrong = { valid: false, needsRehash: false };

/** What bcrypt is given to do in a check: how much it hashes, and the version and cost it works at. */
async function workOf(password: string, encoded: string | null, service = passwords) {
  const hash = vi.spyOn(bcrypt, "hash");
  const result = await service.verify(password, encoded);
  const work = hash.mock.calls.map(([key, salt]) => [key.length, String(salt).slice(0, "$2b$04$".length)]);
  hash.mockRestore();
  return { result, work };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a password that we hashed", () => {
  test("is in Django's encoding, with our cost and a salt of its own each time", async () => {
    const [one, other] = await Promise.all([passwords.hash("same words"), passwords.hash("same words")]);
    expect(one).toMatch(/^bcrypt_sha256\$\$2b\$04\$[./A-Za-z0-9]{53}$/);
    expect(one).not.toBe(other);
    expect(await passwords.verify("same words", one)).toEqual(right);
    expect(await passwords.verify("Same words", one)).toEqual(wrong);
  });

  test("C1: of 64 emoji, only the whole verifies", async () => {
    const encoded = await passwords.hash("🗝".repeat(64));
    expect(await passwords.verify("🗝".repeat(64), encoded)).toEqual(right);
    expect(await passwords.verify("🗝".repeat(63), encoded)).toEqual(wrong);
    expect(await passwords.verify("🗝".repeat(65), encoded)).toEqual(wrong);
  });

  test("C2: alike with another in the first 72 bytes, only the right one verifies", async () => {
    const common = "x".repeat(72);
    const encoded = await passwords.hash(`${common}one`);
    expect(await passwords.verify(`${common}one`, encoded)).toEqual(right);
    expect(await passwords.verify(`${common}two`, encoded)).toEqual(wrong);
    expect(await passwords.verify(common, encoded)).toEqual(wrong);
  });

  test("C4: set in NFC it verifies in NFD, and the other way round", async () => {
    const [nfc, nfd] = ["caf\u00e9 cr\u00e8me", "cafe\u0301 cre\u0300me"];
    expect(await passwords.verify(nfd, await passwords.hash(nfc))).toEqual(right);
    expect(await passwords.verify(nfc, await passwords.hash(nfd))).toEqual(right);
  });

  test("C4: leading and trailing spaces count", async () => {
    const encoded = await passwords.hash(" spaces ");
    expect(await passwords.verify(" spaces ", encoded)).toEqual(right);
    expect(await passwords.verify("spaces", encoded)).toEqual(wrong);
    expect(await passwords.verify(" spaces", encoded)).toEqual(wrong);
  });

  test("is to be hashed anew when the cost has changed since", async () => {
    const encoded = await createPasswordService({ ...settings, bcryptCost: 5 }).hash("same words");
    expect(await passwords.verify("same words", encoded)).toEqual({ valid: true, needsRehash: true });
    expect(await passwords.verify("other words", encoded)).toEqual(wrong);
  });
});

describe("a password that Django hashed as it was typed, not normalised", () => {
  const nfd = "cafe\u0301 cre\u0300me";
  // Written by Django 3.2's BCryptSHA256PasswordHasher at cost 4, of the NFD text.
  const encoded = "bcrypt_sha256$$2b$04$OpjPfUbTiJvPkMvef7YKOOA5VXSL0Clf4f29ADiw8QeYIqyOOzHQq";

  test("C4: verifies when it is typed the same, and is to be hashed anew, though the encoding is like ours", async () => {
    expect(await passwords.verify(nfd, encoded)).toEqual({ valid: true, needsRehash: true });
  });

  test("C4: typed in NFC it is another password, until it has been hashed anew", async () => {
    expect(await passwords.verify(nfd.normalize("NFC"), encoded)).toEqual(wrong);
  });
});

describe("R18: a try costs one hash, however the password is spelt, of", () => {
  const [nfc, nfd] = ["caf\u00e9 cr\u00e8me", "cafe\u0301 cre\u0300me"];
  const byDjango = "bcrypt_sha256$$2b$04$OpjPfUbTiJvPkMvef7YKOOA5VXSL0Clf4f29ADiw8QeYIqyOOzHQq";

  test.each([
    ["an account of ours", async () => passwords.hash(nfc)],
    ["another account of ours", async () => passwords.hash("another")],
    ["an account that Django hashed at our cost", async () => byDjango],
    ["an unknown account", async () => null],
  ])("%s", async (_who, encoded) => {
    const target = await encoded();
    for (const spelling of [nfc, nfd]) {
      expect((await workOf(spelling, target)).work).toEqual([[64, "$2b$04$"]]);
    }
  });

  test("a salt of ours is random but for its mark, which no salt of Django's has", async () => {
    const salts = await Promise.all(Array.from({ length: 50 }, async () => (await passwords.hash("x")).slice(21, 43)));
    expect(new Set(salts.map((salt) => salt.slice(3))).size).toBe(50);
    expect(await passwords.verify(nfd, byDjango)).toEqual({ valid: true, needsRehash: true });
  });
});

test("the policy names the field of the form", () => {
  const owner = { username: "ada", email: "", firstName: "", lastName: "" };
  expect(() => passwords.assertAcceptable("short", owner, "newPassword")).toThrow(
    expect.objectContaining({ code: "PASSWORD_TOO_SHORT", details: { field: "newPassword" } }),
  );
});

describe("a password that cannot be hashed", () => {
  const cases = [
    ["of 1 MB", "x".repeat(2 ** 20), "PASSWORD_TOO_LONG"],
    ["one byte too long", "x".repeat(limits.passwordMaxBytes + 1), "PASSWORD_TOO_LONG"],
    ["with NUL", "abc\0X", "PASSWORD_MALFORMED"],
    ["with a lone surrogate", "x\ud800", "PASSWORD_MALFORMED"],
  ] as const;

  test.each(cases)(
    "C3, C5: %s is wrong at login without any hashing, whether the account is known or not",
    async (_what, password) => {
      const onWait = vi.fn();
      const watched = createPasswordService(settings, { onWait });
      const encoded = await watched.hash("abc");
      onWait.mockClear();
      expect(await watched.verify(password, encoded)).toEqual(wrong);
      expect(await watched.verify(password, null)).toEqual(wrong);
      expect(await watched.verify(password, vectors.argon2)).toEqual(wrong);
      expect(onWait).not.toHaveBeenCalled();
    },
  );

  test.each(cases)("C3, C5: %s is never hashed, even where the policy was not asked", async (_what, password, code) => {
    const hash = vi.spyOn(bcrypt, "hash");
    await expect(passwords.hash(password)).rejects.toThrow(expect.objectContaining({ code }));
    expect(hash).not.toHaveBeenCalled();
  });
});

describe("an account without a password that can be checked", () => {
  const none = [
    ["an unknown one", null],
    ["one whose password Django marked as unusable", "!nrlX3eQdqTz0rJr5v3uSxkyDdCO6wH1cQ4QkTqHT"],
    ["one with an empty column", ""],
    ["one with garbage", "garbage"],
    ["one hashed with an algorithm that is gone", "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99"],
    ["one whose cost is out of bounds", `bcrypt_sha256$$2b$31$${"a".repeat(53)}`],
  ] as const;
  const typings = [
    ["plain text", "some words"],
    ["text that is not in NFC", "some words, e\u0301"],
    ["nothing", ""],
  ] as const;

  describe.each(none)("%s", (_who, encoded) => {
    test.each(typings)("E1: refuses %s with the very work that a wrong password takes", async (_what, password) => {
      const known = await passwords.hash("the right one");
      expect(await workOf(password, encoded)).toEqual(await workOf(password, known));
      expect((await workOf(password, encoded)).result).toEqual(wrong);
    });
  });

  test("is refused even if a password were found that fits the stand-in", async () => {
    vi.spyOn(bcrypt, "hash").mockImplementation(
      async (_key: string | Buffer, standIn: string | number) => `${standIn}`,
    );
    expect(await passwords.verify("some words", null)).toEqual(wrong);
  });
});

describe("an account hashed at a lower cost than today's", () => {
  const stricter = createPasswordService({ ...settings, bcryptCost: 7 });
  const sumOf = (work: unknown[][]) =>
    work.reduce((sum, [, setting]) => sum + 2 ** Number(`${setting}`.slice(4, 6)), 0);

  test("E1: refuses a wrong password with the work of today's cost", async () => {
    const { result, work } = await workOf("other words", await passwords.hash("same words"), stricter);
    expect(result).toEqual(wrong);
    expect(sumOf(work)).toBe(2 ** 7);
  });

  test("takes the right password with the work of the lower cost alone", async () => {
    const { work } = await workOf("same words", await passwords.hash("same words"), stricter);
    expect(sumOf(work)).toBe(2 ** 4);
  });
});

describe("under load", () => {
  test("E11: of 500 checks at once those beyond the line get OVERLOADED in under 100 ms, those in it an answer", async () => {
    const busy = createPasswordService({ ...settings, bcryptCost: 8, hashQueueLimit: 20 });
    const encoded = await busy.hash("the right one");
    const startedAt = performance.now();
    const outcomes = await Promise.all(
      Array.from({ length: 500 }, () =>
        busy
          .verify("the right one", encoded)
          .catch((error: unknown) => ({ error, afterMs: performance.now() - startedAt })),
      ),
    );
    const refused = outcomes.filter((outcome) => "error" in outcome);
    expect(outcomes.filter((outcome) => "valid" in outcome && outcome.valid)).toHaveLength(
      settings.hashConcurrency + 20,
    );
    expect(refused).toHaveLength(500 - settings.hashConcurrency - 20);
    for (const { error, afterMs } of refused) {
      expect(error).toBeInstanceOf(LevelUpError);
      expect(error).toMatchObject({ code: "OVERLOADED", details: { retryAfterSeconds: expect.any(Number) } });
      expect(afterMs).toBeLessThan(100);
    }
    expect(busy.load()).toEqual({ running: 0, waiting: 0 });
  });

  test.each(["pbkdf2_sha1", "bcrypt $2a$", "scrypt as in Django 4", "argon2d"] as const)(
    "E11: %s waits in the same line as our own",
    async (name) => {
      const full = createPasswordService({ ...settings, hashConcurrency: 1, hashQueueLimit: 0 });
      const first = full.verify("some words", vectors[name]);
      expect(full.load().running).toBe(1);
      await expect(full.hash("some words")).rejects.toThrow(expect.objectContaining({ code: "OVERLOADED" }));
      await first;
    },
  );
});

test.each([3, 16, 12.5, Number.NaN])("a bcrypt cost of %d is refused at the start", (bcryptCost) => {
  expect(() => createPasswordService({ ...settings, bcryptCost })).toThrow(RangeError);
});

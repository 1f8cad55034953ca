import { askDjango } from "@levelup/test-support/django.ts";
import { nonCanonicalVectors, vectorPassword, vectors } from "@levelup/test-support/django-vectors.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { createPasswordService } from "../../src/passwords/password.service.ts";

const passwords = createPasswordService({
  bcryptCost: 12,
  hashConcurrency: 2,
  hashQueueLimit: 100,
  hashQueueDeadlineMs: 60_000,
});

/** Room for Django to start and hash a few dozen times, on a machine that is busy with other things. */
const djangoTimeoutMs = 60_000;

/** Django 3.2 has no scrypt. */
function known<V>(entries: Record<string, V>): [string, V][] {
  return Object.entries(entries).filter(([name]) => !name.startsWith("scrypt"));
}

describe("against the real Django", () => {
  test("C7: our own hash verifies in Django, and a wrong password does not", { timeout: djangoTimeoutMs }, async () => {
    const encoded = await passwords.hash(vectorPassword);
    const questions = [vectorPassword, `${vectorPassword} `].map((password) => ({ password, encoded }));
    expect(askDjango(questions)).toEqual([true, false]);
  });

  describe("C6: what Django hashes verifies here:", () => {
    const hashers = {
      "pbkdf2_sha256 at 216000": { hasher: "pbkdf2_sha256", iterations: 216_000 },
      "pbkdf2_sha256 at 260000": { hasher: "pbkdf2_sha256", iterations: 260_000 },
      "pbkdf2_sha256 at 600000": { hasher: "pbkdf2_sha256", iterations: 600_000 },
      pbkdf2_sha1: { hasher: "pbkdf2_sha1" },
      bcrypt: { hasher: "bcrypt" },
      bcrypt_sha256: { hasher: "bcrypt_sha256" },
      argon2: { hasher: "argon2" },
    };
    const typed = [" spaces, and e\u0301 not normalised ", "x".repeat(4096)];
    const cases = Object.entries(hashers).flatMap(([name, hasher]) =>
      typed.map((password) => ({ name, question: { ...hasher, password }, bytes: Buffer.byteLength(password) })),
    );
    let encoded: Map<unknown, string>;
    beforeAll(() => {
      const answers = askDjango(cases.map(({ question }) => question));
      encoded = new Map(cases.map(({ question }, index) => [question, String(answers[index])]));
    }, djangoTimeoutMs);

    test.for(cases)("$bytes bytes, by $name", async ({ question }) => {
      const stored = encoded.get(question) ?? "";
      expect((await passwords.verify(question.password, stored)).valid).toBe(true);
      expect((await passwords.verify(`!${question.password.slice(1)}`, stored)).valid).toBe(false);
    });
  });

  test("C6: Django itself verifies the vectors that other tests go by", { timeout: djangoTimeoutMs }, () => {
    const cases = known(vectors);
    const answers = askDjango(cases.map(([, encoded]) => ({ password: vectorPassword, encoded })));
    expect(Object.fromEntries(cases.map(([name], index) => [name, answers[index]]))).toEqual(
      Object.fromEntries(cases.map(([name]) => [name, true])),
    );
  });

  test("C8: Django refuses the encodings that are not canonical too", { timeout: djangoTimeoutMs }, () => {
    const cases = known(nonCanonicalVectors);
    const answers = askDjango(cases.map(([, encoded]) => ({ password: vectorPassword, encoded })));
    expect(Object.fromEntries(cases.map(([name], index) => [name, answers[index]]))).toEqual(
      Object.fromEntries(cases.map(([name]) => [name, false])),
    );
  });
});

import { nonCanonicalVectors, vectorPassword, vectors } from "@levelup/test-support/django-vectors.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPasswordService, inspectEncoding } from "../password.service.ts";

const passwords = createPasswordService({
  bcryptCost: 4,
  hashConcurrency: 2,
  hashQueueLimit: 100,
  hashQueueDeadlineMs: 60_000,
});

describe("an encoding that Django wrote", () => {
  test.for(Object.entries(vectors))(
    "C6: %s verifies the right password and is to be rewritten",
    async ([, encoded]) => {
      expect(await passwords.verify(vectorPassword, encoded)).toEqual({ valid: true, needsRehash: true });
    },
  );

  test.for(Object.entries(vectors))("C6: %s refuses a wrong password, and is not rewritten", async ([, encoded]) => {
    expect(await passwords.verify(`${vectorPassword} `, encoded)).toEqual({ valid: false, needsRehash: false });
  });

  test.for(Object.entries(nonCanonicalVectors))("C8: %s that is not canonical never verifies", async ([, encoded]) => {
    expect(Object.values<string>(vectors)).not.toContain(encoded);
    expect(await passwords.verify(vectorPassword, encoded)).toEqual({ valid: false, needsRehash: false });
  });

  test("bcrypt sees 72 bytes and no more, as in Django, with a key of any length", async () => {
    // By Python's bcrypt, of all 300 digits; the native build's own count for $2a$ would wrap around at 256.
    const digits = "0123456789".repeat(30);
    const encoded = "bcrypt$$2a$04$GBFS8AhAvUx7Vbl6T/O0H.hOn/8c.BczGRq4kFOf29PwBFbceieCi";
    expect((await passwords.verify(digits, encoded)).valid).toBe(true);
    expect((await passwords.verify(digits.slice(0, 72), encoded)).valid).toBe(true);
    expect((await passwords.verify(digits.slice(0, 71), encoded)).valid).toBe(false);
  });
});

describe("inspectEncoding", () => {
  test.for(Object.entries(vectors))("takes %s", ([, encoded]) => {
    expect(inspectEncoding(encoded)).toEqual({ kind: "verifiable", algorithm: encoded.split("$")[0] });
  });

  test.each(["!", "!nrlX3eQdq", ""])("takes %j as an account without a password", (encoded) => {
    expect(inspectEncoding(encoded)).toEqual({ kind: "unusable" });
  });

  const { bcrypt_sha256, argon2 } = vectors;
  const pbkdf2 = vectors["pbkdf2_sha256 at 216000"];
  const scrypt = vectors["scrypt as in Django 4"];

  test.each([
    ["bcrypt at 31", bcrypt_sha256.replace("$12$", "$31$")],
    ["bcrypt at 16", bcrypt_sha256.replace("$12$", "$16$")],
    ["bcrypt at 3", bcrypt_sha256.replace("$12$", "$03$")],
    ["pbkdf2 at 5,000,001 iterations", pbkdf2.replace("$216000$", "$5000001$")],
    ["scrypt with 512 MiB", scrypt.replace("$16384$", "$524288$")],
    ["scrypt with p = 65", scrypt.replace("$8$1$", "$8$65$")],
    ["scrypt with r = 65", scrypt.replace("$8$1$", "$65$1$")],
    ["scrypt with n × r × p beyond 2^22", scrypt.replace("16384", "262144").replace("$8$1$", "$8$3$")],
    ["argon2 with 256 MiB and a bit", argon2.replace("m=102400", "m=262145")],
    ["argon2 with 65 passes", argon2.replace("m=102400,t=2", "m=1024,t=65")],
    ["argon2 with 17 lanes", argon2.replace("p=8", "p=17")],
    ["argon2 with 2^20 KiB of work and a bit", argon2.replace("t=2", "t=11")],
  ])("C8: refuses %s for its cost", (_what, encoded) => {
    expect(inspectEncoding(encoded)).toMatchObject({ kind: "refused", reason: "cost_out_of_bounds" });
  });

  test.each([
    ["bcrypt at 15", bcrypt_sha256.replace("$12$", "$15$")],
    ["bcrypt at 4", bcrypt_sha256.replace("$12$", "$04$")],
    ["pbkdf2 at 5,000,000 iterations", pbkdf2.replace("$216000$", "$5000000$")],
    ["scrypt with 256 MiB", scrypt.replace("$16384$", "$262144$").replace("$8$1$", "$8$2$")],
    ["argon2 with 256 MiB, four times", argon2.replace("m=102400,t=2,p=8", "m=262144,t=4,p=16")],
  ])("takes %s", (_what, encoded) => {
    expect(inspectEncoding(encoded)).toMatchObject({ kind: "verifiable" });
  });

  test.each([
    ["bcrypt without its version", bcrypt_sha256.replace("$2b$", "$2$")],
    ["bcrypt $2x$", bcrypt_sha256.replace("$2b$", "$2x$")],
    ["bcrypt cut short", bcrypt_sha256.slice(0, -1)],
    ["pbkdf2 without salt", pbkdf2.replace("o17UdXmpHre1Rv1u5FlYep", "")],
    ["pbkdf2 without iterations", pbkdf2.replace("216000", "0")],
    ["pbkdf2 with iterations as Python reads but never writes them", pbkdf2.replace("216000", "216_000")],
    ["pbkdf2_sha1 with a hash of sha256", pbkdf2.replace("sha256", "sha1")],
    ["scrypt whose n is no power of two", scrypt.replace("16384", "16383")],
    ["scrypt with n = 1", scrypt.replace("16384", "1")],
    ["scrypt with n = 2^16 and r = 1", scrypt.replace("16384", "65536").replace("$8$1$", "$1$1$")],
    ["argon2 1.0", argon2.replace("v=19", "v=16")],
    ["argon2 with too little memory for its lanes", argon2.replace("m=102400", "m=63")],
    ["argon2 with 7 bytes of salt", argon2.replace("cVh2a1lDd1lzOHRHZDVNVnlERklEcQ", "c2FsdHNhbA")],
    ["argon2 with 3 bytes of hash", argon2.replace("1PpcRcn6AoSEu0giRB3q7A", "1Ppc")],
    ["257 characters", pbkdf2.replace("o17Ud", "o".repeat(257))],
  ])("refuses %s as malformed", (_what, encoded) => {
    expect(inspectEncoding(encoded)).toMatchObject({ kind: "refused", reason: "malformed" });
  });

  test.each([
    "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "sha1$salt$hash",
    "constructor$x",
    "$",
  ])("refuses %s as of an unknown algorithm", (encoded) => {
    expect(inspectEncoding(encoded)).toMatchObject({ kind: "refused", reason: "unknown_algorithm" });
  });

  test("does not quote what it refuses: it may be a password in plain text", () => {
    expect(JSON.stringify(inspectEncoding("hunter2$hunter2"))).not.toContain("hunter2");
  });
});

describe("garbage in the password column", () => {
  const part = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.base64String({ maxLength: 88 }),
    fc.integer({ min: -1, max: 70 }).map(String),
    fc.constantFrom("argon2id", "v=19", "m=64,t=1,p=8", "m=8,t=64,p=1", "2b", "2y", "04", "", "16384"),
  );
  const algorithms = ["pbkdf2_sha256", "pbkdf2_sha1", "bcrypt", "bcrypt_sha256", "scrypt", "argon2", "argon2$argon2i"];
  const nearMiss = fc
    .tuple(fc.constantFrom(...algorithms), fc.array(part, { maxLength: 6 }))
    .map(([algorithm, parts]) => [algorithm, ...parts].join("$"));
  const parameters = fc.tuple(fc.nat(70), fc.nat(70), fc.nat(70), fc.nat(70));
  const wellFormed = parameters.map(([a, b, c, d]) => [
    `pbkdf2_sha256$${a}$salt$${"A".repeat(43)}=`,
    `scrypt$${a}$salt$${b}$${c}$${"A".repeat(86)}==`,
    `argon2$argon2id$v=19$m=${a * 8},t=${b},p=${c}$${"A".repeat(d)}$${"A".repeat(a)}`,
  ]);

  test("C8: no stored text makes a check throw or a password right", async () => {
    const stored = fc.oneof(
      fc.string({ unit: "binary" }),
      nearMiss,
      wellFormed.chain((all) => fc.constantFrom(...all)),
    );
    await fc.assert(
      fc.asyncProperty(stored, async (encoded) => {
        expect(await passwords.verify(vectorPassword, encoded)).toEqual({ valid: false, needsRehash: false });
      }),
      { numRuns: 500 },
    );
  });

  test("C8: costs of any size are read, or refused, at once", () => {
    const number = fc.bigInt({ min: 0n, max: 10n ** 30n });
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const startedAt = performance.now();
        inspectEncoding(`pbkdf2_sha256$${a}$salt$${"A".repeat(43)}=`);
        inspectEncoding(`scrypt$${a}$salt$${b}$${c}$${"A".repeat(86)}==`);
        inspectEncoding(`argon2$argon2id$v=19$m=${a},t=${b},p=${c}$${"A".repeat(22)}$${"A".repeat(22)}`);
        inspectEncoding(`bcrypt$$2b$${a}$${"A".repeat(53)}`);
        expect(performance.now() - startedAt).toBeLessThan(50);
      }),
    );
  });
});

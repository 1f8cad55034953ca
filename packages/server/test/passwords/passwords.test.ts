import { vectorPassword, vectors } from "@levelup/test-support/django-vectors.ts";
import { outcomes, refusal, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { createTestApp, type TestApp, type TestGamer } from "../../src/testing/index.ts";

/** A gamer whose hash came from elsewhere. */
async function importedGamer(app: TestApp, encoded: string): Promise<TestGamer> {
  const gamer = await app.gamer();
  await app.app.database.fork().execute("update users set password_hash = ? where id = ?", [encoded, gamer.account.id]);
  return { ...gamer, password: vectorPassword };
}

async function storedHash(app: TestApp, { account }: TestGamer): Promise<string | undefined> {
  const [row] = await rows<{ password_hash: string }>(app, "select password_hash from users where id = ?", [
    account.id,
  ]);
  return row?.password_hash;
}

/** Makes every write of a password fail, as a full disk would. */
async function breakPasswordWrites(app: TestApp): Promise<void> {
  const em = app.app.database.fork();
  await em.execute(`create function fail() returns trigger language plpgsql as $$
    begin raise exception 'a fault on purpose'; end $$`);
  await em.execute("create trigger fault before update of password_hash on users for each row execute function fail()");
}

describe("a password, in a call", () => {
  test("C4: set in NFC and typed in NFD logs in, with its spaces and not without", async () => {
    await using app = await createTestApp();
    const { account } = await app.gamer({ password: "  caf\u00e9 au lait  " });
    const login = (password: string) => app.anonymous.auth.login({ username: account.username, password });

    expect(await login("  cafe\u0301 au lait  ")).toMatchObject({ valid: true });
    expect(await login("cafe\u0301 au lait")).toEqual({ valid: false });
  });

  test("C3: with NUL or a lone surrogate is refused where it is set and where it is typed", async () => {
    await using app = await createTestApp();
    const { account, caller, password } = await app.gamer();

    for (const text of ["abc\0X and more", "x\ud800 and more"]) {
      expect(await refusalCode(app.gamer({ password: text }))).toBe("PASSWORD_MALFORMED");
      const change = { currentPassword: password, newPassword: text };
      expect(await refusalCode(caller.account.changePassword(change))).toBe("PASSWORD_MALFORMED");
      const login = app.anonymous.auth.login({ username: account.username, password: text });
      expect(await refusal(login)).toMatchObject({ code: "INVALID_INPUT", details: { field: "password" } });
    }
  });

  test("C5: of a megabyte is refused before any hashing, at login too", async () => {
    // No hash runs or waits: each would be OVERLOADED.
    await using app = await createTestApp({ settings: { passwords: { hashConcurrency: 0, hashQueueLimit: 0 } } });
    const password = "x".repeat(1024 * 1024);

    expect(await refusalCode(app.gamer({ password }))).toBe("PASSWORD_TOO_LONG");
    expect(await refusalCode(app.anonymous.auth.login({ username: "anybody", password }))).toBe("INVALID_INPUT");
    expect(await refusalCode(app.anonymous.auth.login({ username: "anybody", password: "short" }))).toBe("OVERLOADED");
  });

  test.each(Object.entries(vectors))(
    "C6: hashed by %s logs in and is rewritten once; a failed login rewrites nothing",
    async (_algorithm, encoded) => {
      await using app = await createTestApp();
      const gamer = await importedGamer(app, encoded);
      const login = (password: string) => app.anonymous.auth.login({ username: gamer.account.username, password });

      const wrong = await login(`${vectorPassword}!`);
      const afterFailure = await storedHash(app, gamer);
      const first = await login(vectorPassword);
      const rewritten = await storedHash(app, gamer);
      const second = await login(vectorPassword);

      expect([wrong.valid, first.valid, second.valid]).toEqual([false, true, true]);
      expect(afterFailure).toBe(encoded);
      expect(rewritten).toMatch(/^bcrypt_sha256\$\$2b\$04\$/);
      expect(await storedHash(app, gamer)).toBe(rewritten);
    },
  );

  test("C6: of an inactive account is not rewritten: the login failed, right though the password was", async () => {
    await using app = await createTestApp();
    const gamer = await importedGamer(app, vectors["bcrypt $2a$"]);
    await app.app.database.fork().execute("update users set is_active = false where id = ?", [gamer.account.id]);

    const login = await app.anonymous.auth.login({ username: gamer.account.username, password: vectorPassword });

    expect(login).toEqual({ valid: false });
    expect(await storedHash(app, gamer)).toBe(vectors["bcrypt $2a$"]);
  });

  test("C9: whose rewrite fails still logs in, and the failure is logged without it", async () => {
    await using app = await createTestApp();
    const gamer = await importedGamer(app, vectors["bcrypt $2a$"]);
    await breakPasswordWrites(app);

    const login = await app.anonymous.auth.login({ username: gamer.account.username, password: vectorPassword });

    expect(login.valid).toBe(true);
    const [line] = app.logLines().filter((text) => text.includes("password not rehashed"));
    expect(line).toContain("a fault on purpose");
    expect(line).not.toContain(vectorPassword);
    expect(line).not.toContain("bcrypt");
  });
});

describe("account.changePassword", () => {
  const newPassword = "a wholly different phrase";

  test("C10: with a wrong current password changes nothing and is on record as a failure", async () => {
    await using app = await createTestApp();
    const gamer = await app.gamer();
    const before = await storedHash(app, gamer);

    const error = await refusal(gamer.caller.account.changePassword({ currentPassword: "not this one", newPassword }));

    expect(error).toMatchObject({ code: "WRONG_PASSWORD", details: { field: "currentPassword" } });
    expect(await storedHash(app, gamer)).toBe(before);
    expect(await outcomes([gamer.caller.account.me()])).toEqual({ ok: 1 });
    expect(await rows(app, "select outcome from audit_events where event = 'password_change'")).toEqual([
      { outcome: "failure" },
    ]);
  });

  test("C11: ends every other token at once and gives this device a new one with its label", async () => {
    await using app = await createTestApp();
    const { caller, account, password } = await app.gamer({ device: "Laptop" });
    const phone = await app.anonymous.auth.login({ username: account.username, password, device: "Phone" });

    const { token } = await caller.account.changePassword({ currentPassword: password, newPassword });

    expect(await refusalCode(caller.account.me())).toBe("TOKEN_INVALID");
    expect(await refusalCode(app.as(phone.valid ? phone.token : "").account.me())).toBe("TOKEN_INVALID");
    expect(await app.as(token).tokens.list()).toMatchObject([{ device: "Laptop", current: true }]);
    expect(await app.anonymous.auth.login({ username: account.username, password })).toEqual({ valid: false });
    expect(await app.anonymous.auth.login({ username: account.username, password: newPassword })).toMatchObject({
      valid: true,
    });
  });

  test("C11: that cannot be written ends no token", async () => {
    await using app = await createTestApp();
    const { caller, password } = await app.gamer();
    await breakPasswordWrites(app);

    expect(await refusalCode(caller.account.changePassword({ currentPassword: password, newPassword }))).toBe(
      "INTERNAL",
    );

    expect(await outcomes([caller.account.me()])).toEqual({ ok: 1 });
  });

  test("B8: holds the new password to the policy, and says at which field", async () => {
    await using app = await createTestApp();
    const { caller, account, password } = await app.gamer();

    for (const [text, code] of [
      ["7 chars", "PASSWORD_TOO_SHORT"],
      ["password123", "PASSWORD_COMMON"],
      [account.username, "PASSWORD_IS_USERNAME"],
    ] as const) {
      const error = await refusal(caller.account.changePassword({ currentPassword: password, newPassword: text }));
      expect(error).toMatchObject({ code, details: { field: "newPassword" } });
    }
  });

  test("of two at once one succeeds, and the other's current password no longer is one", async () => {
    await using app = await createTestApp();
    const { caller, password } = await app.gamer();

    const calls = ["first new phrase", "second new phrase"].map((text) =>
      caller.account.changePassword({ currentPassword: password, newPassword: text }),
    );

    const result = await outcomes(calls);
    expect(result.ok).toBe(1);
    // The loser may also find that its token went with the winner's change.
    expect((result.WRONG_PASSWORD ?? 0) + (result.TOKEN_INVALID ?? 0)).toBe(1);
  });
});

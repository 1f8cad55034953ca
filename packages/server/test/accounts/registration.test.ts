import { limits, type RegisterInput } from "@levelup/contract";
import { outcomes, refusal, refusalCode, rowCounts, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";

const input = (changes: Partial<RegisterInput> = {}): RegisterInput => ({
  username: "ada",
  password: "correct horse battery",
  firstName: "Ada",
  lastName: "Gamer",
  ...changes,
});

describe("auth.register", () => {
  test("A3: with all six fields creates one user, one gamer with the bio and one token", async () => {
    await using app = await createTestApp();

    const { token, account } = await app.anonymous.auth.register(input({ email: "ada@example.com", bio: "I play." }));

    expect(token).toMatch(/^lu_[0-9a-f]{48}$/);
    expect(account).toMatchObject({ username: "ada", email: "ada@example.com", bio: "I play.", firstName: "Ada" });
    expect(await rowCounts(app)).toEqual({ users: 1, gamers: 1, tokens: 1, audit_events: 1 });
    expect(await app.as(token).account.me()).toEqual(account);
  });

  test("A4: without an e-mail or a bio stores the empty text", async () => {
    await using app = await createTestApp();

    await app.anonymous.auth.register(input());

    expect(await rows(app, "select email, bio from users join gamers on gamers.user_id = users.id")).toEqual([
      { email: "", bio: "" },
    ]);
  });

  test("B1: of 50 parallel registrations of one name one succeeds and 49 are USERNAME_TAKEN", async () => {
    await using app = await createTestApp();

    const calls = Array.from({ length: 50 }, () => app.anonymous.auth.register(input()));

    expect(await outcomes(calls)).toEqual({ ok: 1, USERNAME_TAKEN: 49 });
    expect(await rowCounts(app)).toMatchObject({ users: 1, gamers: 1, tokens: 1 });
  });

  test.each(["users", "gamers", "tokens", "audit_events"])(
    "B2: a fault after the insert into %s leaves no row of any table",
    async (table) => {
      await using app = await createTestApp();
      const em = app.app.database.fork();
      await em.execute(`create function fail() returns trigger language plpgsql as $$
        begin raise exception 'a fault on purpose'; end $$`);
      await em.execute(`create trigger fault after insert on ${table} for each row execute function fail()`);

      expect(await refusalCode(app.anonymous.auth.register(input()))).toBe("INTERNAL");

      expect(await rowCounts(app)).toEqual({ users: 0, gamers: 0, tokens: 0, audit_events: 0 });
    },
  );

  test.each([
    ["Me@Me.com", "me@me.com"],
    ["Me@Me.com", "ｍe@me.com"],
    ["caf\u00e9", "cafe\u0301"],
  ])("B3: with %s taken, %s is taken too, and logs in to the same account", async (taken, spelling) => {
    await using app = await createTestApp();
    const { account } = await app.anonymous.auth.register(input({ username: taken }));

    const error = await refusal(app.anonymous.auth.register(input({ username: spelling })));
    const login = await app.anonymous.auth.login({ username: spelling, password: input().password });

    expect(error).toMatchObject({ code: "USERNAME_TAKEN", details: { field: "username" } });
    expect(login).toMatchObject({ valid: true, account: { id: account.id } });
  });

  test.each([
    ["NUL", "\0"],
    ["control", "\u0007"],
    ["zero-width", "\u200b"],
    ["bidi", "\u202e"],
    ["lone surrogate", "\ud800"],
  ])("B4: a %s character is refused at the field that holds it, in every text", async (_what, character) => {
    await using app = await createTestApp();
    const { caller } = await app.gamer();

    for (const field of ["username", "firstName", "lastName", "email", "bio", "device"] as const) {
      const error = await refusal(app.anonymous.auth.register(input({ [field]: `a${character}b` })));
      expect(error).toMatchObject({ code: "INVALID_INPUT", details: { field } });
    }
    for (const field of ["firstName", "lastName", "bio"] as const) {
      const error = await refusal(caller.account.update({ [field]: `a${character}b` }));
      expect(error).toMatchObject({ code: "INVALID_INPUT", details: { field } });
    }
    const change = await refusal(caller.account.changeEmail({ email: `a${character}b@example.com` }));
    expect(change).toMatchObject({ code: "INVALID_INPUT", details: { field: "email" } });
    for (const field of ["username", "device"] as const) {
      const login = { username: "ada", password: "any", [field]: `a${character}b` };
      const error = await refusal(app.anonymous.auth.login(login));
      expect(error).toMatchObject({ code: "INVALID_INPUT", details: { field } });
    }
  });

  test.each([
    [0, false],
    [1, true],
    [limits.usernameMaxCodePoints, true],
    [limits.usernameMaxCodePoints + 1, false],
  ])("B5: a username of %i astral code points: taken is %s", async (length, taken) => {
    await using app = await createTestApp();

    const call = app.anonymous.auth.register(input({ username: "𠮷".repeat(length) }));

    expect(await outcomes([call])).toEqual(taken ? { ok: 1 } : { INVALID_INPUT: 1 });
  });

  test("B6: keys that are not in the input are never written", async () => {
    await using app = await createTestApp();
    const smuggled = { isStaff: true, is_superuser: true, isSuperuser: true, id: 77, role: "admin", passwordHash: "x" };

    const { account } = await app.anonymous.auth.register({ ...input(), ...smuggled });

    expect(account.id).not.toBe(77);
    const [user] = await rows<{ password_hash: string }>(app, "select * from users");
    expect(user).toMatchObject({ is_staff: false, is_superuser: false });
    expect(user?.password_hash).toMatch(/^bcrypt_sha256\$/);
  });

  test("B7: a bio of 10,000 characters is kept as it is, one of 10,001 refused", async () => {
    await using app = await createTestApp();
    const html = '<script>alert("hi")</script>';
    const full = html + "🎲".repeat(limits.bioMaxCodePoints - html.length);

    const { account } = await app.anonymous.auth.register(input({ bio: full }));
    const error = await refusal(app.anonymous.auth.register(input({ username: "b", bio: "x".repeat(10_001) })));

    expect(account.bio).toBe(full);
    expect(error).toMatchObject({ code: "INVALID_INPUT", details: { field: "bio" } });
  });

  test.each([
    ["PASSWORD_IS_USERNAME", "correct-horse-1", { username: "Correct-Horse-1" }],
    ["PASSWORD_COMMON", "password123", {}],
    ["PASSWORD_TOO_SHORT", "7 chars", {}],
    ["PASSWORD_IS_EMAIL", "ada@example.com", { email: "Ada@example.com" }],
    ["PASSWORD_MALFORMED", "\ud800 lone surrogate", {}],
    ["PASSWORD_TOO_LONG", "x".repeat(limits.passwordMaxBytes + 1), {}],
  ] as const)("B8: a password is refused with %s", async (code, password, changes) => {
    await using app = await createTestApp();

    const error = await refusal(app.anonymous.auth.register(input({ ...changes, password })));

    expect(error).toMatchObject({ code, details: { field: "password" } });
    expect(await rowCounts(app)).toMatchObject({ users: 0 });
  });
});

import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp } from "../../src/testing/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const email = "new@example.com";

describe("a procedure that needs a recent proof", () => {
  test("L1: runs until 15 minutes after the login, and use in between does not prolong that", async () => {
    await using app = await createTestApp();
    const { caller } = await app.gamer();

    app.clock.advance({ minutes: 14, seconds: 59 });
    await caller.account.me();
    app.clock.advance({ ms: 999 });
    const inTime = await caller.account.changeEmail({ email });
    app.clock.advance({ ms: 1 });
    const late = await refusalCode(caller.account.changeEmail({ email: "later@example.com" }));

    expect(inTime).toEqual({ email: "", pendingEmail: email });
    expect(late).toBe("REAUTHENTICATION_REQUIRED");
    expect(await caller.account.security()).toMatchObject({ email: "", pendingEmail: email });
  });

  test("L1: lasts as long as FRESH_MINUTES says, from the login or the registration on", async () => {
    await using app = await createTestApp({ settings: { tokens: { freshMinutes: 1 } } });
    const { account, password } = await app.gamer();
    app.clock.advance({ minutes: 5 });
    const login = await app.anonymous.auth.login({ username: account.username, password });
    const caller = app.as(login.valid ? login.token : "");

    app.clock.advance({ seconds: 59 });
    await caller.account.changeEmail({ email });
    app.clock.advance({ seconds: 1 });

    expect(await refusalCode(caller.account.changeEmail({ email }))).toBe("REAUTHENTICATION_REQUIRED");
  });

  test("L1: takes the time of creation for a token that has no time of a proof, as one from Django", async () => {
    await using app = await createTestApp();
    const { caller } = await app.gamer();
    await rows(app, "update tokens set authenticated_at = null returning id");

    await caller.account.changeEmail({ email });
    app.clock.advance({ minutes: 15 });

    expect(await refusalCode(caller.account.changeEmail({ email }))).toBe("REAUTHENTICATION_REQUIRED");
  });
});

describe("auth.confirm", () => {
  test("L2: replaces the token by a fresh one of the same device that expires as it did", async () => {
    await using app = await createTestApp();
    const { account, password } = await app.gamer();
    const login = await app.anonymous.auth.login({ username: account.username, password, device: "Phone" });
    const token = login.valid ? login.token : "";
    const [before] = await app.as(token).tokens.list();
    app.clock.advance({ minutes: 30 });

    const proof = await app.as(token).auth.confirm({ password });
    const [after, other, ...more] = await app.as(proof.token).tokens.list();

    expect(await refusalCode(app.as(token).account.me())).toBe("TOKEN_INVALID");
    expect(proof).toEqual({
      token: expect.stringMatching(/^lu_[0-9a-f]{48}$/),
      expiresAt: before?.expiresAt,
      freshUntil: new Date(app.clock.now().getTime() + 15 * 60_000).toISOString(),
    });
    expect(after).toEqual({ ...before, id: expect.any(Number), lastUsedAt: app.clock.now().toISOString() });
    expect([other?.device, more]).toEqual([null, []]);
    expect(await app.as(proof.token).account.changeEmail({ email })).toEqual({ email: "", pendingEmail: email });
  });

  test("L2: does not move the hard expiry", async () => {
    await using app = await createTestApp({ settings: { tokens: { idleDays: 300, hardDays: 365 } } });
    const { caller, password } = await app.gamer();
    app.clock.advance({ days: 299 });
    const { token } = await caller.auth.confirm({ password });
    app.clock.advance({ days: 65 });
    await app.as(token).account.me();

    app.clock.advance({ days: 1 });

    expect(await refusalCode(app.as(token).account.me())).toBe("TOKEN_EXPIRED");
  });

  test("L3: refuses a wrong password, keeps the session and puts it on record", async () => {
    await using app = await createTestApp();
    const { caller, account } = await app.gamer();
    app.clock.advance({ minutes: 15 });

    expect(await refusalCode(caller.auth.confirm({ password: "a guess" }))).toBe("WRONG_PASSWORD");

    expect(await caller.account.me()).toEqual(account);
    expect(await refusalCode(caller.account.changeEmail({ email }))).toBe("REAUTHENTICATION_REQUIRED");
    expect(await rows(app, "select outcome, user_id from audit_events where event = 'reauthenticate'")).toEqual([
      { outcome: "failure", user_id: account.id },
    ]);
  });

  test("L3: is counted together with changes of the password: then the right one costs no hash either", async () => {
    await using app = await createTestApp({ settings: { throttle: { limits: { proof: { burst: 10, perHour: 6 } } } } });
    const { caller, password } = await app.gamer();
    for (let count = 0; count < 5; count += 1) {
      await outcomes([caller.auth.confirm({ password: "a guess" })]);
      await outcomes([caller.account.changePassword({ currentPassword: "a guess", newPassword: "long and new one" })]);
    }
    const hash = vi.spyOn(bcrypt, "hash");

    expect(await refusalCode(caller.auth.confirm({ password }))).toBe("RATE_LIMITED");

    expect(hash).not.toHaveBeenCalled();
    expect(await outcomes([caller.account.me()])).toEqual({ ok: 1 });
  });

  test("L3: R9: guesses with one token leave the owner's other device in, by the default limits", async () => {
    const { proof, tokenProof } = readSettings({}).throttle.limits;
    await using app = await createTestApp({ settings: { throttle: { limits: { proof, tokenProof } } } });
    const { caller: thief, account, password } = await app.gamer();
    const login = await app.anonymous.auth.login({ username: account.username, password });

    const guesses = Array.from({ length: 12 }, () => thief.auth.confirm({ password: "a guess" }));

    expect(await outcomes(guesses)).toEqual({ WRONG_PASSWORD: 5, RATE_LIMITED: 7 });
    expect(await outcomes([app.as(login.valid ? login.token : "").auth.confirm({ password })])).toEqual({ ok: 1 });
  });

  test("L6: is no way for an account without a password, whose owner gets a link by mail", async () => {
    await using app = await createTestApp();
    const { caller, account } = await app.gamer({ email: "ada@example.com" });
    await rows(app, "update users set password_hash = '!' || repeat('x', 40) returning id");
    app.clock.advance({ minutes: 15 });

    expect(await refusalCode(caller.account.changeEmail({ email }))).toBe("REAUTHENTICATION_REQUIRED");
    expect(await refusalCode(caller.auth.confirm({ password: "!" }))).toBe("WRONG_PASSWORD");
    expect(await caller.account.security()).toMatchObject({ hasPassword: false });

    await app.anonymous.auth.requestPasswordReset({ login: account.username });
    expect((await app.mails()).filter(({ kind }) => kind === "reset_password")).toHaveLength(1);
  });

  test.each([
    ["with two codes", { password: "x", code: "123456", recoveryCode: "0".repeat(24) }],
    ["with a passkey beside it", { password: "x", ceremony: "x", response: {} }],
    ["of 1 MB", { password: "x".repeat(1_000_000) }],
    ["that is missing", {}],
  ])("L9: a password %s is refused before any hash", async (_what, input) => {
    await using app = await createTestApp();
    const { caller } = await app.gamer();
    const hash = vi.spyOn(bcrypt, "hash");

    expect(await refusalCode(caller.auth.confirm(input as { password: string }))).toBe("INVALID_INPUT");

    expect(hash).not.toHaveBeenCalled();
  });

  test("L9: is refused in a batch and by GET, before any hash", async () => {
    await using app = await createTestApp();
    const { token, password } = await app.gamer();
    const url = await app.listen();
    const headers = { "content-type": "application/json", authorization: `Token ${token}` };
    const hash = vi.spyOn(bcrypt, "hash");

    const body = JSON.stringify({ 0: { password }, 1: { password } });
    const batch = await fetch(`${url}/trpc/auth.confirm,auth.confirm?batch=1`, { method: "POST", headers, body });
    const input = encodeURIComponent(JSON.stringify({ password }));
    const get = await fetch(`${url}/trpc/auth.confirm?input=${input}`, { headers });

    expect([batch.status, get.status]).toEqual([400, 405]);
    expect(hash).not.toHaveBeenCalled();
    expect(await outcomes([app.as(token).account.me()])).toEqual({ ok: 1 });
  });
});

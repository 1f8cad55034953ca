import { challengeOf, protectedGamer } from "@levelup/test-support/second-factor.ts";
import { outcomes, refusal, refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { readSettings } from "../../../src/settings/settings.ts";
import { createTestApp, generateToken } from "../../../src/testing/index.ts";

const email = "ada@example.com";

test("M1: a right password has no token and no login on record yet, but a challenge for ten minutes", async () => {
  await using app = await createTestApp();
  const { account, password, caller } = await protectedGamer(app);
  const { lastLogin } = await caller.account.me();

  const login = await app.anonymous.auth.login({ username: account.username, password });

  expect(login).toEqual({
    valid: false,
    secondFactor: {
      challenge: expect.stringMatching(/^lu_step2_[0-9a-f]{48}$/),
      methods: ["totp", "recovery"],
      expiresAt: new Date(app.clock.now().getTime() + 600_000).toISOString(),
    },
  });
  expect((await caller.account.me()).lastLogin).toBe(lastLogin);
  expect(await rows(app, "select purpose from tokens order by id")).toEqual([
    { purpose: "session" },
    { purpose: "second_factor" },
  ]);
  expect(await rows(app, "select outcome from audit_events where event = 'login'")).toEqual([]);
});

test("M1: the code that follows logs the device in as a login without a second step does", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const { username } = gamer.account;
  const first = await app.anonymous.auth.login({ username, password: gamer.password, device: "Phone" });
  const challenge = first.valid ? "" : (first.secondFactor?.challenge ?? "");

  const login = await app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret) });

  expect(login).toMatchObject({ valid: true, account: { username, lastLogin: app.clock.now().toISOString() } });
  const [device] = await app.as(login.token).tokens.list();
  expect(device).toMatchObject({ device: "Phone", current: true });
});

test("M2: the codes of this step, of the one before and of the one after log in, and none further away", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const finish = async (steps: number) =>
    app.anonymous.auth.secondFactor({ challenge: await challengeOf(app, gamer), code: app.totp(gamer.secret, steps) });

  for (const steps of [-2, 2]) expect(await refusalCode(finish(steps))).toBe("WRONG_CODE");
  for (const steps of [-1, 0, 1]) expect((await finish(steps)).valid).toBe(true);
});

test("M2: after a wrong code the challenge is still good", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const challenge = await challengeOf(app, gamer);

  const wrong = await refusal(app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret, 5) }));

  expect([wrong.code, wrong.details.field]).toEqual(["WRONG_CODE", "code"]);
  expect((await app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret) })).valid).toBe(true);
});

test("M3: a code that logged in is no good for another login nor for a proof, nor is one of the set-up", async () => {
  await using app = await createTestApp();
  const gamer = await app.gamer();
  const { secret } = await gamer.caller.secondFactor.begin();
  const setUp = app.totp(secret);
  const { token } = await gamer.caller.secondFactor.activate({ code: setUp });
  const login = async (code: string) =>
    refusalCode(app.anonymous.auth.secondFactor({ challenge: await challengeOf(app, gamer), code }));

  expect(await login(setUp)).toBe("WRONG_CODE");
  app.clock.advance({ minutes: 1 });
  const code = app.totp(secret);
  const challenge = await challengeOf(app, gamer);
  await app.anonymous.auth.secondFactor({ challenge, code });

  expect(await login(code)).toBe("WRONG_CODE");
  expect(await refusalCode(app.anonymous.auth.secondFactor({ challenge, code }))).toBe("CHALLENGE_INVALID");
  const proof = { password: gamer.password, code };
  expect(await refusalCode(app.as(token).auth.confirm(proof))).toBe("WRONG_CODE");
  app.clock.advance({ seconds: 30 });
  expect((await app.as(token).auth.confirm({ ...proof, code: app.totp(secret) })).token).toMatch(/^lu_/);
});

test("M4: a code of a step before the one that was used last is wrong, though it is within the window", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const earlier = app.totp(gamer.secret);
  await app.anonymous.auth.secondFactor({ challenge: await challengeOf(app, gamer), code: app.totp(gamer.secret, 1) });

  const challenge = await challengeOf(app, gamer);

  expect(await refusalCode(app.anonymous.auth.secondFactor({ challenge, code: earlier }))).toBe("WRONG_CODE");
});

test("M6: five wrong codes over as many challenges close the account's second step, by the default limits", async () => {
  const { secondFactor } = readSettings({}).throttle.limits;
  await using app = await createTestApp({ settings: { throttle: { limits: { secondFactor } } } });
  const gamer = await protectedGamer(app, { email });
  const wrong = [
    { code: app.totp(gamer.secret, 5) },
    { recoveryCode: "0".repeat(24) },
    { code: app.totp(gamer.secret, 6) },
    { recoveryCode: "1".repeat(24) },
    { code: app.totp(gamer.secret, 7) },
  ];
  for (const code of wrong) {
    const challenge = await challengeOf(app, gamer);
    expect(await refusalCode(app.anonymous.auth.secondFactor({ challenge, ...code }))).toBe("WRONG_CODE");
  }

  const challenge = await challengeOf(app, gamer);
  const right = { challenge, code: app.totp(gamer.secret) };
  const refused = await refusal(app.anonymous.auth.secondFactor(right));
  const [recoveryCode] = gamer.recoveryCodes;
  const byRecovery = await refusalCode(app.anonymous.auth.secondFactor({ challenge, recoveryCode }));
  const proof = await refusalCode(
    gamer.caller.auth.confirm({ password: gamer.password, code: app.totp(gamer.secret) }),
  );

  expect([refused.code, refused.details.retryAfterSeconds]).toEqual(["RATE_LIMITED", 1800]);
  expect([byRecovery, proof]).toEqual(["RATE_LIMITED", "RATE_LIMITED"]);
  const mails = (await app.mails()).filter(({ kind }) => kind === "second_factor");
  expect(mails.map(({ subject }) => subject)).toEqual([
    "Two-step login is on for Level Up",
    "Wrong codes at your login for Level Up",
  ]);
  app.clock.advance({ minutes: 30 });
  const later = { challenge: await challengeOf(app, gamer), code: app.totp(gamer.secret) };
  expect((await app.anonymous.auth.secondFactor(later)).valid).toBe(true);
});

test("M6: the fifth wrong code of an account within a day is told to its owner, and no other", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app, { email });
  const other = await protectedGamer(app);
  const wrong = async (of: typeof gamer) =>
    refusalCode(
      app.anonymous.auth.secondFactor({ challenge: await challengeOf(app, of), code: app.totp(of.secret, 9) }),
    );
  const told = async () => (await app.mails()).filter(({ subject }) => subject.startsWith("Wrong codes")).length;

  await wrong(gamer);
  app.clock.advance({ days: 1 });
  for (let count = 0; count < 4; count += 1) await wrong(other);
  for (let count = 0; count < 4; count += 1) await wrong(gamer);
  const afterFour = await told();
  for (let count = 0; count < 3; count += 1) await wrong(gamer);

  expect([afterFour, await told()]).toEqual([0, 1]);
});

test("M6: neither a fault of ours nor a right code spends an attempt", async () => {
  await using app = await createTestApp({
    settings: { throttle: { limits: { secondFactor: { burst: 2, perHour: 1 } } } },
  });
  const gamer = await protectedGamer(app);
  const challenge = await challengeOf(app, gamer);
  await rows(app, "alter table second_factors rename to gone");
  const finish = (code: string) => app.anonymous.auth.secondFactor({ challenge, code });
  for (let count = 0; count < 3; count += 1) expect(await refusalCode(finish(app.totp(gamer.secret)))).toBe("INTERNAL");
  await rows(app, "alter table gone rename to second_factors");

  expect(await refusalCode(finish(app.totp(gamer.secret, 9)))).toBe("WRONG_CODE");
  expect((await finish(app.totp(gamer.secret))).valid).toBe(true);
  app.clock.advance({ minutes: 2 });
  const again = await challengeOf(app, gamer);
  expect((await app.anonymous.auth.secondFactor({ challenge: again, code: app.totp(gamer.secret) })).valid).toBe(true);
});

test("M6: a mailed reset of the password clears no wrong codes", async () => {
  await using app = await createTestApp({
    settings: { throttle: { limits: { secondFactor: { burst: 1, perHour: 1 } } } },
  });
  const gamer = await protectedGamer(app, { email });
  const wrong = { challenge: await challengeOf(app, gamer), code: app.totp(gamer.secret, 9) };
  await refusalCode(app.anonymous.auth.secondFactor(wrong));
  await app.anonymous.auth.requestPasswordReset({ login: email });
  const token = (await app.mails()).find(({ kind }) => kind === "reset_password")?.code ?? "";
  const password = "a wholly different phrase";
  await app.anonymous.auth.resetPassword({ token, newPassword: password });

  const challenge = await challengeOf(app, { ...gamer, password });
  const right = { challenge, code: app.totp(gamer.secret) };
  expect(await refusalCode(app.anonymous.auth.secondFactor(right))).toBe("RATE_LIMITED");
});

test("M6: a login that stops half-way counts as one that failed, until its second step succeeds", async () => {
  const once = { burst: 2, perHour: 1, grows: false };
  await using app = await createTestApp({ settings: { throttle: { limits: { account: once } } } });
  const gamer = await protectedGamer(app);
  const { account, password } = gamer;
  for (let count = 0; count < 4; count += 1) {
    const challenge = await challengeOf(app, gamer);
    await app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret) });
    app.clock.advance({ minutes: 1 });
  }
  await challengeOf(app, gamer);
  await challengeOf(app, gamer);

  const third = app.anonymous.auth.login({ username: account.username, password });

  expect(await refusalCode(third)).toBe("RATE_LIMITED");
});

test("M6: strangers who know the password and stop half-way do not keep a known device out", async () => {
  const { account, device } = { account: { burst: 1, perHour: 1, grows: false }, device: { burst: 5, perHour: 6 } };
  await using app = await createTestApp({ settings: { throttle: { limits: { account, device } } } });
  const gamer = await protectedGamer(app);
  const challenge = await challengeOf(app, gamer);
  const { deviceId } = await app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret) });
  await challengeOf(app, gamer);
  const { username } = gamer.account;
  const { password } = gamer;
  expect(await refusalCode(app.anonymous.auth.login({ username, password }))).toBe("RATE_LIMITED");
  app.clock.advance({ minutes: 1 });

  const owner = await app.anonymous.auth.login({ username, password, deviceId });
  const second = { challenge: owner.valid ? "" : (owner.secondFactor?.challenge ?? ""), deviceId };

  expect((await app.anonymous.auth.secondFactor({ ...second, code: app.totp(gamer.secret) })).deviceId).not.toBe("");
});

test("M7: a challenge is good once, for ten minutes, and for its own account", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const other = await protectedGamer(app);
  const finish = (challenge: string, secret = gamer.secret) =>
    app.anonymous.auth.secondFactor({ challenge, code: app.totp(secret) });

  const challenge = await challengeOf(app, gamer);
  expect(await refusalCode(finish(challenge, other.secret))).toBe("WRONG_CODE");
  await finish(challenge);
  app.clock.advance({ minutes: 1 });
  expect(await refusalCode(finish(challenge))).toBe("CHALLENGE_INVALID");

  const late = await challengeOf(app, gamer);
  app.clock.advance({ minutes: 9, seconds: 59, ms: 999 });
  const inTime = await challengeOf(app, gamer);
  app.clock.advance({ ms: 1 });
  expect(await refusalCode(finish(late))).toBe("CHALLENGE_INVALID");
  expect((await finish(inTime)).valid).toBe(true);
});

test("M7: another text, or another token, is no challenge", async () => {
  await using app = await createTestApp();
  const texts = ["", "x", generateToken(), generateToken("reset"), generateToken("second_factor")];

  const calls = texts.map((challenge) => app.anonymous.auth.secondFactor({ challenge, code: "123456" }));

  expect(await outcomes(calls)).toEqual({ CHALLENGE_INVALID: texts.length });
});

test("M7: a challenge ends with the password, with the account, and with the sixth one", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const finish = (challenge: string) =>
    refusalCode(app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret) }));

  const first = await challengeOf(app, gamer);
  for (let count = 0; count < 5; count += 1) await challengeOf(app, gamer);
  expect(await finish(first)).toBe("CHALLENGE_INVALID");
  expect(await rows(app, "select id from tokens where purpose = 'second_factor'")).toHaveLength(5);

  const before = await challengeOf(app, gamer);
  await rows(app, "update users set is_active = false where id = ? returning id", [gamer.account.id]);
  expect(await finish(before)).toBe("CHALLENGE_INVALID");
  await rows(app, "update users set is_active = true where id = ? returning id", [gamer.account.id]);

  const newPassword = "a wholly different phrase";
  await gamer.caller.account.changePassword({ currentPassword: gamer.password, newPassword });
  expect(await finish(before)).toBe("CHALLENGE_INVALID");
});

test("M7: a challenge is no token, at any procedure", async () => {
  await using app = await createTestApp();
  const caller = app.as(await challengeOf(app, await protectedGamer(app)));

  expect(await refusalCode(caller.account.me())).toBe("TOKEN_INVALID");
  expect(await refusalCode(caller.secondFactor.disable())).toBe("TOKEN_INVALID");
  expect(await caller.auth.logout()).toEqual({ revoked: false });
});

test("M10: a wrong password looks for no second step, and is answered as of an account without one", async () => {
  await using app = await createTestApp();
  const { account } = await protectedGamer(app);
  await rows(app, "alter table second_factors rename to gone");

  const wrong = { username: account.username, password: "a guess" };

  expect(await app.anonymous.auth.login(wrong)).toEqual({ valid: false });
});

test("J9: after a mailed reset a login still asks for the code", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app, { email });
  await app.anonymous.auth.requestPasswordReset({ login: email });
  const token = (await app.mails()).find(({ kind }) => kind === "reset_password")?.code ?? "";
  const password = "a wholly different phrase";

  await app.anonymous.auth.resetPassword({ token, newPassword: password });

  const challenge = await challengeOf(app, { ...gamer, password });
  expect((await app.anonymous.auth.secondFactor({ challenge, code: app.totp(gamer.secret) })).valid).toBe(true);
});

test("M11: a mailed reset leaves the second factor on, with its recovery codes", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app, { email });
  await app.anonymous.auth.requestPasswordReset({ login: email });
  const token = (await app.mails()).find(({ kind }) => kind === "reset_password")?.code ?? "";
  const newPassword = "a wholly different phrase";
  await app.anonymous.auth.resetPassword({ token, newPassword });

  const [recoveryCode] = gamer.recoveryCodes;
  const challenge = await challengeOf(app, { ...gamer, password: newPassword });
  const login = await app.anonymous.auth.secondFactor({ challenge, recoveryCode });
  expect(await app.as(login.token).account.security()).toMatchObject({ secondFactor: true, recoveryCodesLeft: 7 });
});

test("M15: what cannot be a code is refused as an input, at a login and in a proof, and counts nowhere", async () => {
  await using app = await createTestApp({
    settings: { throttle: { limits: { secondFactor: { burst: 1, perHour: 1 } } } },
  });
  const gamer = await protectedGamer(app);
  const challenge = await challengeOf(app, gamer);
  const malformed = [
    { code: "" },
    { code: "12345" },
    { code: null },
    { code: "1".repeat(1_000_000) },
    { recoveryCode: "0".repeat(30) },
    { code: "123456", recoveryCode: "0".repeat(24) },
  ] as { code: string }[];

  const calls = malformed.flatMap((code) => [
    app.anonymous.auth.secondFactor({ challenge, ...code }),
    gamer.caller.auth.confirm({ password: gamer.password, ...code }),
  ]);

  expect(await outcomes(calls)).toEqual({ INVALID_INPUT: 12 });
  expect(await refusalCode(app.anonymous.auth.secondFactor({ challenge }))).toBe("INVALID_INPUT");
  const right = app.totp(gamer.secret);
  const typed = `${right.slice(0, 3)} ${right.slice(3)}`;
  expect((await app.anonymous.auth.secondFactor({ challenge, code: typed })).valid).toBe(true);
});

test("M17: two challenges can be finished side by side, each by a code of its own", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const [one, other] = [await challengeOf(app, gamer), await challengeOf(app, gamer)];

  const first = await app.anonymous.auth.secondFactor({ challenge: one, code: app.totp(gamer.secret) });
  app.clock.advance({ seconds: 30 });
  const second = await app.anonymous.auth.secondFactor({ challenge: other, code: app.totp(gamer.secret) });

  expect(await outcomes([app.as(first.token).account.me(), app.as(second.token).account.me()])).toEqual({ ok: 2 });
});

test("L5: with a second factor the password alone is no proof, nor is a code that was used", async () => {
  await using app = await createTestApp();
  const { caller, password, secret } = await protectedGamer(app);

  expect((await refusal(caller.auth.confirm({ password }))).code).toBe("WRONG_CODE");
  expect(await refusalCode(caller.auth.confirm({ password: "a guess", code: app.totp(secret) }))).toBe(
    "WRONG_PASSWORD",
  );
  const code = app.totp(secret);
  const { token } = await caller.auth.confirm({ password, code });
  expect(await refusalCode(app.as(token).auth.confirm({ password, code }))).toBe("WRONG_CODE");
  expect(await refusalCode(caller.account.me())).toBe("TOKEN_INVALID");
});

test("L5: a recovery code is a proof, once; the codes of an account without a second factor are not looked at", async () => {
  await using app = await createTestApp();
  const { caller, password, recoveryCodes } = await protectedGamer(app);
  const [recoveryCode] = recoveryCodes;
  const plain = await app.gamer();

  const { token } = await caller.auth.confirm({ password, recoveryCode });

  expect(await refusalCode(app.as(token).auth.confirm({ password, recoveryCode }))).toBe("WRONG_CODE");
  expect(await app.as(token).account.security()).toMatchObject({ secondFactor: true, recoveryCodesLeft: 7 });
  expect((await plain.caller.auth.confirm({ password: plain.password, code: "123456" })).token).toMatch(/^lu_/);
});

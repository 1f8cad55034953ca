import { challengeOf, protectedGamer } from "@levelup/test-support/second-factor.ts";
import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { createTestApp } from "../../../src/testing/index.ts";

test("M5: only the secret of the last `begin` can be activated, once, within ten minutes", async () => {
  await using app = await createTestApp();
  const { caller, account } = await app.gamer();

  const first = await caller.secondFactor.begin();
  const second = await caller.secondFactor.begin();

  expect(second).toEqual({
    secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    uri: expect.stringContaining(`otpauth://totp/Level%20Up:${account.username}?`),
    expiresAt: new Date(app.clock.now().getTime() + 600_000).toISOString(),
  });
  expect(await refusalCode(caller.secondFactor.activate({ code: app.totp(first.secret) }))).toBe("WRONG_CODE");
  expect(await caller.account.security()).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 });
  const { token } = await caller.secondFactor.activate({ code: app.totp(second.secret) });
  expect(await app.as(token).account.security()).toMatchObject({ secondFactor: true, recoveryCodesLeft: 8 });
  const again = app.as(token).secondFactor.activate({ code: app.totp(second.secret) });
  expect(await refusalCode(again)).toBe("CHALLENGE_INVALID");
});

test("M5: after ten minutes, and without `begin`, there is nothing to activate", async () => {
  await using app = await createTestApp();
  const { caller } = await app.gamer();
  expect(await refusalCode(caller.secondFactor.activate({ code: "123456" }))).toBe("CHALLENGE_INVALID");
  const { secret } = await caller.secondFactor.begin();

  app.clock.advance({ minutes: 10 });

  const late = caller.secondFactor.activate({ code: app.totp(secret) });
  expect(await refusalCode(late)).toBe("CHALLENGE_INVALID");
});

test("M5: the old secret works until the new one has shown a code, and no longer", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const { secret } = await gamer.caller.secondFactor.begin();
  const finish = async (of: string) =>
    app.anonymous.auth.secondFactor({ challenge: await challengeOf(app, gamer), code: app.totp(of) });

  expect(await refusalCode(finish(secret))).toBe("WRONG_CODE");
  expect((await finish(gamer.secret)).valid).toBe(true);
  const halfWay = await challengeOf(app, gamer);
  app.clock.advance({ minutes: 1 });
  const { recoveryCodes } = await gamer.caller.secondFactor.activate({ code: app.totp(secret) });
  app.clock.advance({ minutes: 1 });
  const late = app.anonymous.auth.secondFactor({ challenge: halfWay, code: app.totp(secret) });
  expect(await refusalCode(late)).toBe("CHALLENGE_INVALID");

  expect(await refusalCode(finish(gamer.secret))).toBe("WRONG_CODE");
  expect((await finish(secret)).valid).toBe(true);
  const [old] = gamer.recoveryCodes;
  expect(recoveryCodes).not.toContain(old);
  const challenge = await challengeOf(app, gamer);
  expect(await refusalCode(app.anonymous.auth.secondFactor({ challenge, recoveryCode: old }))).toBe("WRONG_CODE");
});

test("M5: of wrong codes of a secret that is not on yet there are as many as of one that is", async () => {
  await using app = await createTestApp({
    settings: { throttle: { limits: { secondFactor: { burst: 2, perHour: 2 } } } },
  });
  const { caller } = await app.gamer();
  const { secret } = await caller.secondFactor.begin();

  const codes = [7, 8, 0].map((steps) => ({ code: app.totp(secret, steps) }));
  const answers: string[] = [];
  for (const code of codes) answers.push(await refusalCode(caller.secondFactor.activate(code)));

  expect(answers).toEqual(["WRONG_CODE", "WRONG_CODE", "RATE_LIMITED"]);
});

test("M9: new recovery codes end the old ones; turned off, nothing is left of the factor", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app);
  const [old] = gamer.recoveryCodes;
  const { recoveryCodes } = await gamer.caller.secondFactor.recoveryCodes();
  const challenge = await challengeOf(app, gamer);
  const finish = (recoveryCode: string | undefined) => app.anonymous.auth.secondFactor({ challenge, recoveryCode });

  expect(await refusalCode(finish(old))).toBe("WRONG_CODE");
  expect(await gamer.caller.secondFactor.disable()).toEqual({ disabled: true });
  expect(await refusalCode(finish(recoveryCodes[0]))).toBe("CHALLENGE_INVALID");

  expect(await gamer.caller.secondFactor.disable()).toEqual({ disabled: false });
  expect(await refusalCode(gamer.caller.secondFactor.recoveryCodes())).toBe("NOT_FOUND");
  expect(await rows(app, "select 1 from second_factors union all select 1 from recovery_codes")).toEqual([]);
  const { username } = gamer.account;
  expect((await app.anonymous.auth.login({ username, password: gamer.password })).valid).toBe(true);
});

test("M12: a session without a recent proof can change nothing of the second factor", async () => {
  await using app = await createTestApp();
  const { caller } = await protectedGamer(app);
  app.clock.advance({ minutes: 15 });
  const { begin, activate, disable, recoveryCodes } = caller.secondFactor;

  const calls = [begin(), activate({ code: "123456" }), disable(), recoveryCodes()];

  expect(await outcomes(calls)).toEqual({ REAUTHENTICATION_REQUIRED: 4 });
  expect(await caller.account.security()).toMatchObject({ secondFactor: true, recoveryCodesLeft: 8 });
});

test("M12: turning it on or off ends every other session, and the token that did it is replaced", async () => {
  await using app = await createTestApp();
  const owner = await app.gamer();
  const login = async () => app.anonymous.auth.login({ username: owner.account.username, password: owner.password });
  const thief = await login();
  const { secret } = await owner.caller.secondFactor.begin();

  const { token } = await owner.caller.secondFactor.activate({ code: app.totp(secret) });

  expect(await refusalCode(app.as(thief.valid ? thief.token : "").account.me())).toBe("TOKEN_INVALID");
  expect(await refusalCode(owner.caller.account.me())).toBe("TOKEN_INVALID");
  expect(await app.as(token).tokens.list()).toHaveLength(1);

  app.clock.advance({ minutes: 1 });
  const challenge = await challengeOf(app, owner);
  const other = await app.anonymous.auth.secondFactor({ challenge, code: app.totp(secret) });
  await app.as(token).secondFactor.disable();
  expect(await refusalCode(app.as(other.token).account.me())).toBe("TOKEN_INVALID");
  expect(await app.as(token).tokens.list()).toHaveLength(1);
});

test("M12: a code of the set-up is no proof of the password: the new token is fresh only as long as the old one was", async () => {
  await using app = await createTestApp();
  const { caller } = await app.gamer();
  app.clock.advance({ minutes: 14 });
  const { secret } = await caller.secondFactor.begin();
  const { token } = await caller.secondFactor.activate({ code: app.totp(secret) });

  app.clock.advance({ minutes: 1 });

  expect(await refusalCode(app.as(token).secondFactor.disable())).toBe("REAUTHENTICATION_REQUIRED");
});

test("M13: an address has to be confirmed first; an account without one needs none", async () => {
  await using app = await createTestApp();
  const { caller } = await app.gamer({ email: "ada@example.com" });
  expect(await refusalCode(caller.secondFactor.begin())).toBe("EMAIL_NOT_VERIFIED");

  const token = (await app.mails()).find(({ kind }) => kind === "confirm_address")?.code ?? "";
  await app.anonymous.auth.confirmEmail({ token });

  expect(await outcomes([caller.secondFactor.begin()])).toEqual({ ok: 1 });
  expect(await outcomes([(await app.gamer()).caller.secondFactor.begin()])).toEqual({ ok: 1 });
});

test("M13: without mails no address can be confirmed, and none has to be", async () => {
  await using app = await createTestApp({ settings: { mail: { delivery: null } } });
  const { caller } = await app.gamer({ email: "ada@example.com" });

  expect(await outcomes([caller.secondFactor.begin()])).toEqual({ ok: 1 });
});

test("M12: each change is on record and told to the owner", async () => {
  await using app = await createTestApp();
  const gamer = await protectedGamer(app, { email: "ada@example.com" });
  await gamer.caller.secondFactor.recoveryCodes();
  await gamer.caller.secondFactor.disable();
  const { secret } = await gamer.caller.secondFactor.begin();
  await refusalCode(gamer.caller.secondFactor.activate({ code: app.totp(secret, 9) }));

  const events = "select event, outcome from audit_events where event ~ 'factor|recovery' order by id";
  expect(await rows(app, events)).toEqual([
    { event: "second_factor_enable", outcome: "success" },
    { event: "recovery_codes_create", outcome: "success" },
    { event: "second_factor_disable", outcome: "success" },
    { event: "second_factor_enable", outcome: "failure" },
  ]);
  const mails = (await app.mails()).filter(({ kind }) => kind === "second_factor");
  expect(mails.map(({ subject }) => subject)).toEqual([
    "Two-step login is on for Level Up",
    "You have new recovery codes for Level Up",
    "Two-step login is off for Level Up",
  ]);
});

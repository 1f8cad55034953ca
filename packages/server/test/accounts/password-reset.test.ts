import { outcomes, refusal, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp, generateToken, type TestApp, type TestAppOptions } from "../../src/testing/index.ts";

const email = "ada@example.com";
const newPassword = "a wholly different phrase";

/** An app with one gamer whose address is confirmed. */
async function withAda(options: TestAppOptions = {}) {
  const app = await createTestApp(options);
  const ada = await app.gamer({ username: "Ada", email });
  await rows(app, "update users set email_verified_at = now() returning id");
  await app.mails();
  return { app, ada, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

async function resetMails(app: TestApp) {
  return (await app.mails()).filter(({ kind }) => kind === "reset_password");
}

/** Asks for a new password and returns the code of the last mail. */
async function codeFor(app: TestApp, login: string): Promise<string> {
  await app.anonymous.auth.requestPasswordReset({ login });
  return (await resetMails(app)).at(-1)?.code ?? "";
}

describe("auth.requestPasswordReset", () => {
  test.each(["Ada", "aDA", email, "ADA@Example.COM", " ada "])(
    "J1: by %j mails a link to the stored address, and the new password logs in",
    async (login) => {
      await using here = await withAda();
      const { app, ada } = here;

      const code = await codeFor(app, login);
      const mails = await resetMails(app);
      const answer = await app.anonymous.auth.resetPassword({ token: code, newPassword });

      expect(mails).toMatchObject([
        { to: email, link: expect.stringMatching(/\/reset-password#lu_reset_[0-9a-f]{48}$/) },
      ]);
      expect(answer).toEqual({ username: "Ada" });
      const logins = [ada.password, newPassword].map((password) =>
        app.anonymous.auth.login({ username: "ada", password }),
      );
      expect((await Promise.all(logins)).map(({ valid }) => valid)).toEqual([false, true]);
    },
  );

  test("J2: answers alike, to the byte, whether or not there is such an account that can get a mail", async () => {
    await using here = await withAda();
    const { app } = here;
    await app.gamer({ username: "mailless" });
    await app.gamer({ username: "inactive", email: "inactive@example.com" });
    await rows(app, "update users set is_active = false where username = 'inactive' returning id");
    const url = await app.listen();
    const ask = async (login: string) => {
      const body = JSON.stringify({ login });
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${url}/trpc/auth.requestPasswordReset`, { method: "POST", headers, body });
      const kept = [...answer.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
      return JSON.stringify([answer.status, kept, await answer.text()]);
    };

    const answers = [];
    for (const login of ["Ada", "unknown", "mailless", "inactive", "inactive@example.com"])
      answers.push(await ask(login));

    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('{\\"result\\":{\\"data\\":{\\"accepted\\":true}}}');
    expect((await resetMails(app)).map(({ to }) => to)).toEqual([email]);
  });

  test("J3: reads no account: it is accepted while there is no table of them", async () => {
    await using here = await withAda();
    const { app } = here;
    // A foreign key of mails still points at it.
    await rows(app, "alter table users rename to users_no_more");

    expect(await app.anonymous.auth.requestPasswordReset({ login: "Ada" })).toEqual({ accepted: true });

    await rows(app, "alter table users_no_more rename to users");
    expect(await resetMails(app)).toHaveLength(1);
  });

  test("J11: by an address that two have, mails only the one that has confirmed it", async () => {
    await using here = await withAda();
    await here.app.gamer({ username: "bob", email: "ADA@example.com" });

    await codeFor(here.app, email);

    expect((await resetMails(here.app)).map(({ text }) => /account (\S+)\./.exec(text)?.[1])).toEqual(["Ada"]);
  });

  test("J11: by an address that no account has confirmed, mails each of its accounts with its username, five at most", async () => {
    await using app = await createTestApp();
    for (let index = 1; index <= 6; index += 1) await app.gamer({ username: `gamer-${index}`, email });

    await codeFor(app, email);

    const names = (await resetMails(app)).map(({ text }) => /account (\S+)\./.exec(text)?.[1]);
    expect(names.sort()).toEqual(["gamer-1", "gamer-2", "gamer-3", "gamer-4", "gamer-5"]);
  });

  test("J12: by an address that is another's username, mails each account at its own address", async () => {
    await using here = await withAda();
    await here.app.gamer({ username: email, email: "bob@example.com" });

    await codeFor(here.app, email);

    const mails = await resetMails(here.app);
    expect(mails.map(({ to }) => to).sort()).toEqual([email, "bob@example.com"]);
    const bob = mails.find(({ to }) => to === "bob@example.com");
    expect(await here.app.anonymous.auth.resetPassword({ token: bob?.code ?? "", newPassword })).toEqual({
      username: email,
    });
  });

  test("J12: mails the stored address, never a look-alike that was typed", async () => {
    await using app = await createTestApp();
    await app.gamer({ username: "mike", email: "mike@example.org" });

    for (const login of ["mıke@example.org", "mike@example.org ", "MIKE@EXAMPLE.ORG"]) await codeFor(app, login);

    expect(new Set((await resetMails(app)).map(({ to }) => to))).toEqual(new Set(["mike@example.org"]));
  });

  test("J13: builds the link from PUBLIC_URL, whatever the request's headers say", async () => {
    await using here = await withAda({ settings: { mail: { publicUrl: "https://play.example.com" } } });
    const url = await here.app.listen();
    const headers = { "content-type": "application/json", "x-forwarded-host": "evil.example", forwarded: "host=evil" };

    await fetch(`${url}/trpc/auth.requestPasswordReset`, { method: "POST", headers, body: '{"login":"Ada"}' });

    const [mail] = await resetMails(here.app);
    expect(mail?.link).toMatch(/^https:\/\/play\.example\.com\/reset-password#/);
    expect(mail?.text).not.toContain("evil");
  });

  test.each(["Ada", "unknown"])("J16: the 4th for %j is RATE_LIMITED, whether or not it exists", async (login) => {
    const { resetAsked } = readSettings({}).throttle.limits;
    await using here = await withAda({ settings: { throttle: { limits: { resetAsked } } } });
    const ask = () => here.app.anonymous.auth.requestPasswordReset({ login });

    expect(await outcomes([ask(), ask(), ask()])).toEqual({ ok: 3 });
    const { code, details } = await refusal(ask());

    expect([code, details.retryAfterSeconds]).toEqual(["RATE_LIMITED", 20 * 60]);
    expect(await refusalCode(here.app.anonymous.auth.requestPasswordReset({ login: login.toUpperCase() }))).toBe(
      "RATE_LIMITED",
    );
  });

  test("J16: a device that the account knows can still ask, and gets the mail; another's gets none", async () => {
    const { resetAsked } = readSettings({}).throttle.limits;
    await using here = await withAda({ settings: { throttle: { limits: { resetAsked } } } });
    const { app, ada } = here;
    const known = await app.anonymous.auth.login({ username: "ada", password: ada.password });
    const bob = await app.gamer({ username: "bob" });
    const foreign = await app.anonymous.auth.login({ username: "bob", password: bob.password });
    for (let count = 0; count < 3; count += 1) await app.anonymous.auth.requestPasswordReset({ login: "Ada" });
    expect(await resetMails(app)).toHaveLength(3);
    const askFrom = (login: typeof known) =>
      app.anonymous.auth.requestPasswordReset({ login: "Ada", ...(login.valid && { deviceId: login.deviceId }) });

    expect(await askFrom(foreign)).toEqual({ accepted: true });
    expect(await resetMails(app)).toHaveLength(3);
    expect(await askFrom(known)).toEqual({ accepted: true });
    expect(await resetMails(app)).toHaveLength(4);
    expect(await refusalCode(app.anonymous.auth.requestPasswordReset({ login: "Ada", deviceId: "made up" }))).toBe(
      "RATE_LIMITED",
    );
    expect(await outcomes([askFrom(known), askFrom(known), askFrom(known)])).toEqual({ ok: 2, RATE_LIMITED: 1 });
  });

  test("J16: many names from one address are throttled, and only the accepted ones have a mail", async () => {
    const { resetAddress } = readSettings({}).throttle.limits;
    await using here = await withAda({ settings: { throttle: { limits: { resetAddress } } } });
    const asked = Array.from({ length: 30 }, (_, index) =>
      here.app.anonymous.auth.requestPasswordReset({ login: `name-${index}` }),
    );

    expect(await outcomes(asked)).toEqual({ ok: 20, RATE_LIMITED: 10 });
    expect(await rows(here.app, "select count(*)::int as count from mails")).toEqual([{ count: 20 }]);
  });

  test("J21: leaves no code, and J16: what was typed in no audit row", async () => {
    await using here = await withAda();
    const code = await codeFor(here.app, "a name that was typed");
    const used = await codeFor(here.app, "Ada");
    await here.app.anonymous.auth.requestPasswordReset({ login: "Ada" });

    const [kept] = await rows(
      here.app,
      `select (select json_agg(a)::text from audit_events a) as audit, (select json_agg(t)::text from tokens t) as tokens,
         (select json_agg(m)::text from mails m) as mails`,
    );
    const seen = JSON.stringify([kept, here.app.logLines(), await here.app.app.metrics.text()]);
    expect(code).toBe("");
    expect(used).toMatch(/^lu_reset_/);
    expect(seen).not.toContain(used);
    expect(seen).not.toContain("a name that was typed");
    expect(seen).toContain("password_reset_request");
  });

  test("J22: answers NOT_OFFERED where no mail is sent, and queues none", async () => {
    await using app = await createTestApp({ settings: { mail: { delivery: null } } });
    const { caller, account } = await app.gamer({ email });

    const codes = await Promise.all([
      refusalCode(app.anonymous.auth.requestPasswordReset({ login: account.username })),
      refusalCode(caller.account.requestEmailVerification()),
      refusalCode(caller.account.changeEmail({ email: "new@example.com" })),
    ]);

    expect(codes).toEqual(["NOT_OFFERED", "NOT_OFFERED", "NOT_OFFERED"]);
    expect(await app.anonymous.auth.options()).toEqual({ registration: "open", mail: false, passkeys: true });
    expect(await rows(app, "select count(*)::int as count from mails")).toEqual([{ count: 0 }]);
    expect(await caller.account.changeEmail({ email: "" })).toEqual({ email: "", pendingEmail: null });
  });

  test("says what the login screen may offer", async () => {
    await using app = await createTestApp();

    expect(await app.anonymous.auth.options()).toEqual({ registration: "open", mail: true, passkeys: true });
  });
});

describe("auth.resetPassword", () => {
  test("J5: uses a link up once", async () => {
    await using here = await withAda();
    const token = await codeFor(here.app, "Ada");
    await here.app.anonymous.auth.resetPassword({ token, newPassword });

    expect(await refusalCode(here.app.anonymous.auth.resetPassword({ token, newPassword }))).toBe("LINK_INVALID");
  });

  test("J6: takes a link until 60 minutes after it was made", async () => {
    await using here = await withAda();
    const { app } = here;
    const inTime = await codeFor(app, "Ada");
    app.clock.advance({ minutes: 59, seconds: 59, ms: 999 });
    await app.anonymous.auth.resetPassword({ token: inTime, newPassword });

    const late = await codeFor(app, "Ada");
    app.clock.advance({ minutes: 60 });

    expect(await refusalCode(app.anonymous.auth.resetPassword({ token: late, newPassword }))).toBe("LINK_INVALID");
  });

  test("J6: refuses a code of another purpose, a session, and an unknown one", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    await rows(app, "update users set email_verified_at = null returning id");
    await ada.caller.account.requestEmailVerification();
    const verify = (await app.mails()).at(-1)?.code ?? "";
    const relabelled = verify.replace("lu_verify_", "lu_reset_");
    const reset = await codeFor(app, "Ada");

    for (const token of [verify, relabelled, ada.token, generateToken(), ""])
      expect(await refusalCode(app.anonymous.auth.resetPassword({ token, newPassword }))).toBe("LINK_INVALID");
    for (const token of [reset, ada.token])
      expect(await refusalCode(app.anonymous.auth.confirmEmail({ token }))).toBe("LINK_INVALID");
    for (const token of [reset, verify]) expect(await refusalCode(app.as(token).account.me())).toBe("TOKEN_INVALID");
    expect(verify).toMatch(/^lu_verify_/);
    expect(await outcomes([app.anonymous.auth.confirmEmail({ token: verify })])).toEqual({ ok: 1 });
  });

  test("J6: a row of another purpose is not found by the text's digest either", async () => {
    await using here = await withAda();
    const { app } = here;
    const token = await codeFor(app, "Ada");
    await rows(app, "update tokens set purpose = 'verify' where purpose = 'reset' returning id");
    expect(await refusalCode(app.anonymous.auth.resetPassword({ token, newPassword }))).toBe("LINK_INVALID");

    await rows(app, "update tokens set purpose = 'reset' where purpose = 'session' returning id");
    expect(await refusalCode(here.ada.caller.account.me())).toBe("TOKEN_INVALID");
  });

  test("J6: refuses a code with a bad checksum without a query", async () => {
    await using here = await withAda();
    const token = await codeFor(here.app, "Ada");
    await rows(here.app, "alter table tokens rename to tokens_no_more");

    const forged = `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`;

    expect(await refusalCode(here.app.anonymous.auth.resetPassword({ token: forged, newPassword }))).toBe(
      "LINK_INVALID",
    );
    expect(await refusalCode(here.app.anonymous.auth.resetPassword({ token, newPassword }))).toBe("INTERNAL");
  });

  test.each([
    ["short 7", "PASSWORD_TOO_SHORT"],
    ["password1", "PASSWORD_COMMON"],
    [email, "PASSWORD_IS_EMAIL"],
  ])("J7: the new password %j is refused with its code, and the link is still good", async (bad, code) => {
    await using here = await withAda();
    const token = await codeFor(here.app, "Ada");

    const error = await refusal(here.app.anonymous.auth.resetPassword({ token, newPassword: bad }));

    expect([error.code, error.details.field]).toEqual([code, "newPassword"]);
    expect(await outcomes([here.app.anonymous.auth.resetPassword({ token, newPassword })])).toEqual({ ok: 1 });
  });

  test("J8: ends every token of the account, logs no one in, and tells the owner", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    const bob = await app.gamer();
    const older = await codeFor(app, "Ada");
    const token = await codeFor(app, "Ada");
    await rows(
      app,
      `insert into tokens (digest, user_id, purpose, name, created_at, expires_at, hard_expires_at)
         select sha256(kind::bytea), user_id, kind, 'Nightly', created_at, expires_at, hard_expires_at
         from tokens, unnest(array['api', 'second_factor']) kind where user_id = ? and purpose = 'session' returning id`,
      [ada.account.id],
    );

    await app.anonymous.auth.resetPassword({ token, newPassword });

    expect(await rows(app, "select user_id, purpose from tokens")).toEqual([
      { user_id: bob.account.id, purpose: "session" },
    ]);
    expect(await refusalCode(ada.caller.account.me())).toBe("TOKEN_INVALID");
    expect(await refusalCode(app.anonymous.auth.resetPassword({ token: older, newPassword }))).toBe("LINK_INVALID");
    const notices = (await app.mails()).filter(({ kind }) => kind === "password_changed");
    expect(notices).toMatchObject([{ to: email, code: null, text: expect.stringContaining("was reset") }]);
    expect(notices[0]?.text).not.toContain("Nightly");
    const [audit] = await rows(app, "select outcome, user_id from audit_events where event = 'password_reset'");
    expect(audit).toEqual({ outcome: "success", user_id: ada.account.id });
  });

  test("J8: drops an address that a stranger with a session has asked for", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    await ada.caller.account.changeEmail({ email: "thief@example.com" });
    const thief = (await app.mails()).at(-1)?.code ?? "";
    expect(thief).toMatch(/^lu_verify_/);

    await app.anonymous.auth.resetPassword({ token: await codeFor(app, "Ada"), newPassword });

    expect(await refusalCode(app.anonymous.auth.confirmEmail({ token: thief }))).toBe("LINK_INVALID");
    expect(await rows(app, "select email, pending_email from users")).toEqual([{ email, pending_email: null }]);
  });

  test("J8: so does a changed password, and it ends links but no API token", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    await ada.caller.account.changeEmail({ email: "thief@example.com" });
    const thief = (await app.mails()).at(-1)?.code ?? "";
    const reset = await codeFor(app, "Ada");
    await rows(
      app,
      `insert into tokens (digest, user_id, purpose, name, created_at, expires_at, hard_expires_at)
         select sha256('api'), user_id, 'api', 'Nightly', created_at, expires_at, hard_expires_at
         from tokens where purpose = 'session' returning id`,
    );

    await ada.caller.account.changePassword({ currentPassword: ada.password, newPassword });

    expect(await refusalCode(app.anonymous.auth.confirmEmail({ token: thief }))).toBe("LINK_INVALID");
    expect(await refusalCode(app.anonymous.auth.resetPassword({ token: reset, newPassword }))).toBe("LINK_INVALID");
    expect(await rows(app, "select purpose from tokens where purpose = 'api'")).toHaveLength(1);
    const [notice] = (await app.mails()).filter(({ kind }) => kind === "password_changed");
    expect(notice).toMatchObject({ to: email, text: expect.stringContaining("the API token “Nightly”") });
  });

  test("J10: a link to an address that the account has left is invalid", async () => {
    await using here = await withAda();
    const token = await codeFor(here.app, "Ada");
    await rows(here.app, "update users set email = 'other@example.com' returning id");

    expect(await refusalCode(here.app.anonymous.auth.resetPassword({ token, newPassword }))).toBe("LINK_INVALID");
    expect(await rows(here.app, "select count(*)::int as count from tokens")).toEqual([{ count: 2 }]);
  });

  test("confirms the address that its link was mailed to", async () => {
    await using app = await createTestApp();
    const { account } = await app.gamer({ email });
    await app.anonymous.auth.resetPassword({ token: await codeFor(app, account.username), newPassword });

    const login = await app.anonymous.auth.login({ username: account.username, password: newPassword });

    expect(login).toMatchObject({ valid: true, account: { email, emailVerified: true } });
  });

  test("of four links the oldest is dead, and the others are good", async () => {
    await using here = await withAda();
    const { app } = here;
    for (let count = 0; count < 4; count += 1) await app.anonymous.auth.requestPasswordReset({ login: "Ada" });
    const codes = (await resetMails(app)).map(({ code }) => code ?? "");

    const [oldest = "", second = ""] = codes;

    expect(await refusalCode(app.anonymous.auth.resetPassword({ token: oldest, newPassword }))).toBe("LINK_INVALID");
    expect(await outcomes([app.anonymous.auth.resetPassword({ token: second, newPassword })])).toEqual({ ok: 1 });
  });

  test("refuses a link of an account that was deactivated since", async () => {
    await using here = await withAda();
    const token = await codeFor(here.app, "Ada");
    await rows(here.app, "update users set is_active = false returning id");

    expect(await refusalCode(here.app.anonymous.auth.resetPassword({ token, newPassword }))).toBe("LINK_INVALID");
  });

  test("lets the owner in after strangers have used up the failures of the account", async () => {
    const { account } = readSettings({}).throttle.limits;
    await using here = await withAda({ settings: { throttle: { limits: { account } } } });
    const { app } = here;
    const login = (password: string) => app.anonymous.auth.login({ username: "ada", password });
    for (let count = 0; count < 35; count += 1) await login("a guess");
    expect(await refusalCode(login(newPassword))).toBe("RATE_LIMITED");

    await app.anonymous.auth.resetPassword({ token: await codeFor(app, "Ada"), newPassword });

    expect(await login(newPassword)).toMatchObject({ valid: true });
  });
});

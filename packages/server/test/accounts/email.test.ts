import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";

const email = "ada@example.com";
const next = "new@example.com";

/** The codes of the mails of a kind, the oldest first. */
async function codes(app: TestApp, kind: string): Promise<string[]> {
  return (await app.mails()).filter((mail) => mail.kind === kind).map(({ code }) => code ?? "");
}

/** An app with one gamer who has confirmed an address. */
async function withAda() {
  const app = await createTestApp();
  const ada = await app.gamer({ username: "Ada", email });
  const [token = ""] = await codes(app, "confirm_address");
  await app.anonymous.auth.confirmEmail({ token });
  return { app, ada, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe("an address to confirm", () => {
  test("J23: a registration that brings one mails a link to it, and one without mails nothing", async () => {
    await using app = await createTestApp();
    await app.gamer({ username: "bob" });
    const { account } = await app.gamer({ username: "Ada", email });

    const mails = await app.mails();

    expect(account).toMatchObject({ email, emailVerified: false });
    expect(mails).toMatchObject([
      { kind: "confirm_address", to: email, link: expect.stringMatching(/\/confirm-email#lu_verify_[0-9a-f]{48}$/) },
    ]);
  });

  test("J15: a registration that is refused mails nothing", async () => {
    await using app = await createTestApp();
    await app.gamer({ username: "Ada" });

    expect(await outcomes([app.gamer({ username: "ADA", email })])).toEqual({ USERNAME_TAKEN: 1 });

    expect(await app.mails()).toEqual([]);
  });

  test("is confirmed by its link, once, within seven days, and that is on record", async () => {
    await using app = await createTestApp();
    const { caller, account } = await app.gamer({ username: "Ada", email });
    await caller.account.requestEmailVerification();
    const [first = "", second = ""] = await codes(app, "confirm_address");
    app.clock.advance({ days: 6, hours: 23, minutes: 59, seconds: 59, ms: 999 });

    expect(await app.anonymous.auth.confirmEmail({ token: first })).toEqual({ username: "Ada", email });

    expect(await caller.account.me()).toMatchObject({ email, emailVerified: true });
    expect(await refusalCode(app.anonymous.auth.confirmEmail({ token: first }))).toBe("LINK_INVALID");
    app.clock.advance({ ms: 1 });
    expect(await refusalCode(app.anonymous.auth.confirmEmail({ token: second }))).toBe("LINK_INVALID");
    expect(await rows(app, "select user_id from audit_events where event = 'email_verify'")).toEqual([
      { user_id: account.id },
    ]);
  });

  test("is mailed again only while it is there and not confirmed", async () => {
    await using here = await withAda();
    const { caller } = await here.app.gamer();

    expect(await caller.account.requestEmailVerification()).toEqual({ accepted: false });
    expect(await here.ada.caller.account.requestEmailVerification()).toEqual({ accepted: false });
    expect(await codes(here.app, "confirm_address")).toHaveLength(1);
  });

  test("J16: is mailed as often as ACCOUNT_MAILS says, changes of the address counted too", async () => {
    const { mail } = readSettings({}).throttle.limits;
    await using app = await createTestApp({ settings: { throttle: { limits: { mail } } } });
    const { caller } = await app.gamer({ email });
    const calls = async (call: () => Promise<unknown>) => outcomes([call(), call(), call()]);

    expect(await calls(() => caller.account.requestEmailVerification())).toEqual({ ok: 3 });
    expect(await calls(() => caller.account.changeEmail({ email: next }))).toEqual({ ok: 2, RATE_LIMITED: 1 });
  });
});

describe("a change of the address", () => {
  test("J17: does nothing without a recent proof", async () => {
    await using here = await withAda();
    here.app.clock.advance({ minutes: 15 });

    expect(await refusalCode(here.ada.caller.account.changeEmail({ email: next }))).toBe("REAUTHENTICATION_REQUIRED");

    expect(await here.ada.caller.account.security()).toMatchObject({ email, emailVerified: true, pendingEmail: null });
    expect(await codes(here.app, "confirm_new_address")).toEqual([]);
  });

  test("J17: is none of account.update: an address in it is not written", async () => {
    await using here = await withAda();
    const input: { firstName: string; email: string } = { firstName: "Grace", email: next };

    expect(await here.ada.caller.account.update(input)).toMatchObject({ firstName: "Grace", email });

    expect(await rows(here.app, "select email, pending_email from users")).toEqual([{ email, pending_email: null }]);
  });

  test("J18: takes effect when the new one is confirmed; until then the old one logs in and gets resets", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    const login = (username: string) => app.anonymous.auth.login({ username, password: ada.password });

    const answer = await ada.caller.account.changeEmail({ email: next });
    const [token = ""] = await codes(app, "confirm_new_address");
    await app.anonymous.auth.requestPasswordReset({ login: email });
    const [toOld = ""] = await codes(app, "reset_password");
    const before = [(await login(email)).valid, (await login(next)).valid];
    const confirmed = await app.anonymous.auth.confirmEmail({ token });
    const after = [(await login(email)).valid, (await login(next)).valid];

    expect(answer).toEqual({ email, pendingEmail: next });
    expect([before, after]).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(confirmed).toEqual({ username: "Ada", email: next });
    expect(toOld).toMatch(/^lu_reset_/);
    expect(await refusalCode(app.anonymous.auth.resetPassword({ token: toOld, newPassword: "long and new" }))).toBe(
      "LINK_INVALID",
    );
    const mails = await app.mails();
    expect(mails.filter(({ kind }) => kind === "confirm_new_address")).toMatchObject([{ to: next }]);
    expect(mails.filter(({ kind }) => kind === "address_changed")).toMatchObject([{ to: email, code: null }]);
    expect(await ada.caller.account.security()).toMatchObject({
      email: next,
      emailVerified: true,
      pendingEmail: null,
    });
    expect(await rows(app, "select outcome from audit_events where event = 'email_change'")).toHaveLength(1);
  });

  test("J18: of two in a row only the last can be confirmed, sent before or after", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    await ada.caller.account.changeEmail({ email: "first@example.com" });
    const [first = ""] = await codes(app, "confirm_new_address");
    await ada.caller.account.changeEmail({ email: "second@example.com" });
    await ada.caller.account.changeEmail({ email: next });

    const mails = (await app.mails()).filter(({ kind }) => kind === "confirm_new_address");

    expect(mails.map(({ to }) => to)).toEqual(["first@example.com", next]);
    expect(await refusalCode(app.anonymous.auth.confirmEmail({ token: first }))).toBe("LINK_INVALID");
    expect(await outcomes([app.anonymous.auth.confirmEmail({ token: mails.at(-1)?.code ?? "" })])).toEqual({ ok: 1 });
  });

  test("J18: back to the address that the account has drops the one that waits", async () => {
    await using here = await withAda();
    await here.ada.caller.account.changeEmail({ email: next });
    const [token = ""] = await codes(here.app, "confirm_new_address");

    expect(await here.ada.caller.account.changeEmail({ email })).toEqual({ email, pendingEmail: null });

    expect(await refusalCode(here.app.anonymous.auth.confirmEmail({ token }))).toBe("LINK_INVALID");
    expect(await here.ada.caller.account.me()).toMatchObject({ email, emailVerified: true });
  });

  test("J18: tells no address that was never confirmed", async () => {
    await using app = await createTestApp();
    const { caller } = await app.gamer({ email });
    await caller.account.changeEmail({ email: next });
    const [token = ""] = await codes(app, "confirm_new_address");

    await app.anonymous.auth.confirmEmail({ token });

    expect(await codes(app, "address_changed")).toEqual([]);
    expect(await caller.account.me()).toMatchObject({ email: next, emailVerified: true });
  });

  test("J18: to none takes effect at once, ends the links to the old one, and tells it", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    await app.anonymous.auth.requestPasswordReset({ login: "Ada" });
    const [token = ""] = await codes(app, "reset_password");

    expect(await ada.caller.account.changeEmail({ email: "" })).toEqual({ email: "", pendingEmail: null });

    expect(await refusalCode(app.anonymous.auth.resetPassword({ token, newPassword: "long and new" }))).toBe(
      "LINK_INVALID",
    );
    const notices = (await app.mails()).filter(({ kind }) => kind === "address_changed");
    expect(notices).toMatchObject([{ to: email, text: expect.stringContaining("no e-mail address any more") }]);
    expect(await ada.caller.account.me()).toMatchObject({ email: "", emailVerified: false });
  });
});

describe("J19: a login by an address", () => {
  const login = (app: TestApp, username: string, password: string) => app.anonymous.auth.login({ username, password });

  test("enters the account that has confirmed it, in any case, and none that has not", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    const bob = await app.gamer({ username: "bob", email: "bob@example.com" });

    expect(await login(app, " ADA@Example.com ", ada.password)).toMatchObject({
      valid: true,
      account: { username: "Ada" },
    });
    expect(await login(app, "bob@example.com", bob.password)).toEqual({ valid: false });
  });

  test("enters the account of that username, if there is one", async () => {
    await using here = await withAda();
    const bob = await here.app.gamer({ username: email });

    expect(await login(here.app, email, here.ada.password)).toEqual({ valid: false });
    expect(await login(here.app, email, bob.password)).toMatchObject({ valid: true, account: { username: email } });
  });

  test("enters neither of two accounts that have confirmed it", async () => {
    await using here = await withAda();
    const { app, ada } = here;
    const bob = await app.gamer({ username: "bob", email });
    await rows(app, "update users set email_verified_at = now() returning id");

    expect([await login(app, email, ada.password), await login(app, email, bob.password)]).toEqual([
      { valid: false },
      { valid: false },
    ]);
  });

  test("counts its failures with those of the username", async () => {
    await using app = await createTestApp({
      settings: { throttle: { limits: { account: { burst: 10, perHour: 1 } } } },
    });
    const { password } = await app.gamer({ username: "Ada", email });
    await rows(app, "update users set email_verified_at = now() returning id");

    for (let count = 0; count < 5; count += 1) {
      await login(app, "ada", "a guess");
      await login(app, email, "a guess");
    }

    expect(await refusalCode(login(app, email, password))).toBe("RATE_LIMITED");
    expect(await refusalCode(login(app, "Ada", password))).toBe("RATE_LIMITED");
    expect(await refusalCode(login(app, email.toUpperCase(), password))).toBe("RATE_LIMITED");
  });
});

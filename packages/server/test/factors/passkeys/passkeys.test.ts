import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { passkeyFinding } from "../../../src/factors/passkeys/passkey-finding.ts";
import { readSettings } from "../../../src/settings/settings.ts";
import { createAuthenticator, createTestApp } from "../../../src/testing/index.ts";
import { addTo, passkeyGamer } from "./passkey-gamer.ts";

const email = "ada@example.com";

describe("the passkeys of an account", () => {
  test("N1: are made to be found without a name, by a verified user, for an account that they do not name", async () => {
    await using app = await createTestApp();
    const { caller, account, authenticator } = await passkeyGamer(app);

    const { options } = await caller.passkeys.begin();

    expect(options).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rp: { id: "localhost", name: "Level Up" },
      user: {
        id: authenticator.state.userHandle,
        name: account.username,
        displayName: "Grace Gamer",
      },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
      timeout: 300_000,
      attestation: "none",
      excludeCredentials: [{ id: authenticator.credentialId, type: "public-key", transports: ["internal", "hybrid"] }],
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    });
    expect(Buffer.from(options.user.id, "base64url")).toHaveLength(32);
    await using elsewhere = await createTestApp();
    const namesake = await elsewhere.gamer();
    expect(namesake.account.id).toBe(account.id);
    expect((await namesake.caller.passkeys.begin()).options.user.id).not.toBe(options.user.id);
  });

  test("N4: are added by a ceremony of the account's own, once and in time", async () => {
    await using app = await createTestApp();
    const ada = await app.gamer();
    const eve = await app.gamer();
    const authenticator = createAuthenticator();
    const answer = authenticator.create(await ada.caller.passkeys.begin());
    const late = createAuthenticator().create(await ada.caller.passkeys.begin());
    const { options, ceremony } = await app.anonymous.auth.beginPasskey();
    const login = createAuthenticator().create({
      ...(await ada.caller.passkeys.begin()),
      ceremony,
    });
    const add = ({ caller }: typeof ada, input: typeof answer) => refusalCode(caller.passkeys.add(input));

    expect(await add(eve, answer)).toBe("CHALLENGE_INVALID");
    expect(await add(ada, login)).toBe("CHALLENGE_INVALID");
    expect(options.challenge).not.toBe(ceremony);
    await ada.caller.passkeys.add(answer);
    expect(await add(ada, answer)).toBe("CHALLENGE_INVALID");
    app.clock.advance({ minutes: 5 });
    expect(await add(ada, late)).toBe("CHALLENGE_INVALID");

    expect(await rows(app, "select count(*)::int as count from passkeys")).toEqual([{ count: 1 }]);
  });

  test("N9: are each of one account: another's credential is refused, and stays what it was", async () => {
    await using app = await createTestApp();
    const { caller, authenticator, passkey } = await passkeyGamer(app);
    const eve = await app.gamer();
    const credentialId = Buffer.from(authenticator.credentialId, "base64url");

    expect(await refusalCode(addTo(eve, createAuthenticator({ credentialId })))).toBe("PASSKEY_REFUSED");
    expect(await refusalCode(addTo({ caller }, createAuthenticator({ credentialId })))).toBe("PASSKEY_REFUSED");

    expect(await caller.passkeys.list()).toEqual([passkey]);
    expect(await eve.caller.passkeys.list()).toEqual([]);
  });

  test("N10: are at most 20, when one is begun and when it is added", async () => {
    await using app = await createTestApp();
    const gamer = await app.gamer();
    for (let count = 0; count < 19; count += 1) await addTo(gamer);
    const begun = await gamer.caller.passkeys.begin();
    const { passkey } = await addTo(gamer);
    const answer = createAuthenticator().create(begun);

    expect(await refusalCode(gamer.caller.passkeys.begin())).toBe("LIMIT_REACHED");
    expect(await refusalCode(gamer.caller.passkeys.add(answer))).toBe("LIMIT_REACHED");

    await gamer.caller.passkeys.remove({ id: passkey.id });
    expect(await gamer.caller.passkeys.add(answer)).toMatchObject({ name: "Passkey" });
  });

  test("N12: tell their owner by mail and in the record; one of another account is as none", async () => {
    await using app = await createTestApp();
    const gamer = await app.gamer({ email });
    const eve = await app.gamer();
    await rows(app, "update users set email_verified_at = now() where id = ? returning id", [gamer.account.id]);
    const { passkey } = await addTo(gamer);
    const { id } = await gamer.caller.passkeys.rename({ id: passkey.id, name: "Phone" });

    expect(await refusalCode(eve.caller.passkeys.remove({ id }))).toBe("NOT_FOUND");
    expect(await refusalCode(eve.caller.passkeys.rename({ id, name: "Mine" }))).toBe("NOT_FOUND");
    expect(await refusalCode(gamer.caller.passkeys.remove({ id: id + 1 }))).toBe("NOT_FOUND");
    await gamer.caller.passkeys.remove({ id });

    const mails = (await app.mails()).filter(({ kind }) => kind === "passkey");
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [email, "A passkey was added for Level Up"],
      [email, "A passkey was removed for Level Up"],
    ]);
    expect(mails[1]?.text).toContain("The passkey “Phone” was removed");
    expect(await rows(app, "select event, user_id from audit_events where event like 'passkey%' order by id")).toEqual(
      ["passkey_add", "passkey_rename", "passkey_remove"].map((event) => ({ event, user_id: gamer.account.id })),
    );
  });

  test("N13: keep the last way into an account without a password", async () => {
    await using app = await createTestApp();
    const gamer = await passkeyGamer(app);
    await rows(app, "update users set password_hash = '!' || repeat('x', 40) returning id");
    expect(await refusalCode(gamer.caller.passkeys.remove({ id: gamer.passkey.id }))).toBe("LAST_CREDENTIAL");

    const second = await addTo(gamer);
    await gamer.caller.passkeys.remove({ id: gamer.passkey.id });

    expect(await refusalCode(gamer.caller.passkeys.remove({ id: second.passkey.id }))).toBe("LAST_CREDENTIAL");
    expect(await gamer.caller.account.security()).toMatchObject({ hasPassword: false, passkeys: 1 });
  });

  test("N14: outlast a change and a reset of the password, and the mail of it lists them", async () => {
    await using app = await createTestApp();
    const gamer = await app.gamer({ email });
    await rows(app, "update users set email_verified_at = now() returning id");
    const { authenticator } = await addTo(gamer);
    const newPassword = "a longer and newer phrase";
    await gamer.caller.account.changePassword({ currentPassword: gamer.password, newPassword });
    await app.anonymous.auth.requestPasswordReset({ login: email });
    await app.mails();
    const [asked] = (await app.mails()).filter(
      ({ subject, link }) => /password/i.test(subject) && link?.includes("lu_reset_"),
    );
    const token = /lu_reset_[0-9a-f]+/.exec(asked?.link ?? "")?.[0] ?? "";
    await app.anonymous.auth.resetPassword({ token, newPassword: `${newPassword} again` });

    const notices = (await app.mails()).filter(({ kind }) => kind === "password_changed");
    expect(notices.map(({ text }) => text.includes("the passkey “Passkey”"))).toEqual([true, true]);
    const login = await app.anonymous.auth.passkey(authenticator.get(await app.anonymous.auth.beginPasskey()));
    expect(login).toMatchObject({ valid: true });
  });

  test("N15: are added and removed behind a recent proof, and never by an API token", async () => {
    await using app = await createTestApp();
    const { caller, token, passkey } = await passkeyGamer(app);
    const answer = createAuthenticator().create(await caller.passkeys.begin());
    const { id } = passkey;
    app.clock.advance({ minutes: 15 });

    const stale = [caller.passkeys.begin(), caller.passkeys.add(answer), caller.passkeys.remove({ id })];
    expect(await outcomes(stale)).toEqual({ REAUTHENTICATION_REQUIRED: 3 });
    expect(await caller.passkeys.list()).toEqual([passkey]);
    await rows(app, "update tokens set purpose = 'api' returning id");
    const api = app.as(token);
    const scopeless = [
      api.passkeys.begin(),
      api.passkeys.add(answer),
      api.passkeys.remove({ id }),
      api.passkeys.list(),
    ];
    expect(await outcomes(scopeless)).toEqual({ SCOPE_MISSING: 4 });
  });

  test("N15: M13: are not added while an address is not confirmed, and are without one", async () => {
    await using app = await createTestApp();
    const unverified = await app.gamer({ email });

    expect(await refusalCode(unverified.caller.passkeys.begin())).toBe("EMAIL_NOT_VERIFIED");
    expect(await (await app.gamer()).caller.passkeys.begin()).toHaveProperty("ceremony");
    await using withoutMails = await createTestApp({ settings: { mail: { delivery: null } } });
    const { caller } = await withoutMails.gamer({ email });
    expect(await caller.passkeys.begin()).toHaveProperty("ceremony");
  });

  test("N20: are named by their owner, else by their authenticator", async () => {
    await using app = await createTestApp();
    const gamer = await app.gamer();
    const aaguid = Buffer.from("ea9b8d664d011d213ce4b6b48cb575d4", "hex");
    const { passkey } = await addTo(gamer, createAuthenticator({ aaguid }));
    const { id } = passkey;
    const rename = (name: string) => gamer.caller.passkeys.rename({ id, name });
    expect(passkey.name).toBe("Google Password Manager");

    for (const name of ["a\0b", "x".repeat(61), "a\nb", "\u202eabc"]) {
      expect(await refusalCode(rename(name))).toBe("INVALID_INPUT");
      const answer = createAuthenticator().create(await gamer.caller.passkeys.begin());
      expect(await refusalCode(gamer.caller.passkeys.add({ ...answer, name }))).toBe("INVALID_INPUT");
    }

    expect(await rename(" Phone ")).toMatchObject({ id, name: "Phone" });
    expect(await rename("   ")).toMatchObject({ name: "Google Password Manager" });
    expect(await rename("💥".repeat(60))).toMatchObject({ name: "💥".repeat(60) });
    const spaces = createAuthenticator().create(await gamer.caller.passkeys.begin());
    expect(await gamer.caller.passkeys.add({ ...spaces, name: "  " })).toMatchObject({ name: "Passkey" });
  });

  test("N21: of another host than PUBLIC_URL's are counted by the doctor", async () => {
    await using app = await createTestApp();
    await passkeyGamer(app);
    await passkeyGamer(app);
    const findBy = async (PUBLIC_URL: string) => passkeyFinding(app.app.database, readSettings({ PUBLIC_URL }));

    expect(await findBy("http://localhost:8000")).toMatchObject({ level: "ok" });
    expect(await findBy("https://play.example.com")).toMatchObject({
      level: "warning",
      message: expect.stringContaining("2 passkeys do not work"),
    });
    expect(await findBy("http://play.example.com")).toMatchObject({ level: "warning" });
  });
});

import { challengeOf, protectedGamer } from "@levelup/test-support/second-factor.ts";
import { countRows, outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { readSettings } from "../../../src/settings/settings.ts";
import { type Authenticator, createAuthenticator, createTestApp } from "../../../src/testing/index.ts";
import { addTo, loginBy, passkeyGamer, tokenBy } from "./passkey-gamer.ts";

const refused = { valid: false };

describe("a login by a passkey", () => {
  test("N1: needs no name, and leaves a device, a record and the time as one by a password does", async () => {
    await using app = await createTestApp();
    const { caller, account, authenticator } = await passkeyGamer(app);
    await caller.auth.logout();
    app.clock.advance({ hours: 1 });

    const input = authenticator.get(await app.anonymous.auth.beginPasskey());
    const login = await app.anonymous.auth.passkey({ ...input, device: "Phone" });

    const now = app.clock.now().toISOString();
    expect(login).toMatchObject({
      valid: true,
      deviceId: expect.any(String),
      account: { id: account.id, lastLogin: now },
    });
    const session = app.as(login.valid ? login.token : "");
    expect(await session.tokens.list()).toMatchObject([{ device: "Phone", createdAt: now, current: true }]);
    expect(await session.passkeys.list()).toMatchObject([{ name: "Passkey", synced: true, lastUsedAt: now }]);
    expect(await session.passkeys.begin()).toHaveProperty("ceremony");
    expect(
      await rows(app, "select event, outcome, user_id from audit_events where event = 'login' order by id"),
    ).toEqual([{ event: "login", outcome: "success", user_id: account.id }]);
  });

  test("N17: works with a key of P-256, Ed25519 and RSA", async () => {
    await using app = await createTestApp();
    for (const algorithm of ["ES256", "EdDSA", "RS256"] as const) {
      const { authenticator, account } = await passkeyGamer(app, createAuthenticator({ algorithm }));
      expect(await loginBy(app, authenticator)).toMatchObject({ valid: true, account: { id: account.id } });
    }
  });

  test("N5: answers alike to the byte whatever is wrong, and an owner learns of it in the record alone", async () => {
    await using app = await createTestApp();
    const unknown = createAuthenticator();
    const other = await passkeyGamer(app);
    unknown.state.userHandle = other.authenticator.state.userHandle;
    const wrongKey = await passkeyGamer(app);
    const forged = createAuthenticator({ credentialId: Buffer.from(wrongKey.authenticator.credentialId, "base64url") });
    forged.state.userHandle = wrongKey.authenticator.state.userHandle;
    const removed = await passkeyGamer(app);
    await removed.caller.passkeys.remove({ id: removed.passkey.id });
    const inactive = await passkeyGamer(app);
    await rows(app, "update users set is_active = false where id = ? returning id", [inactive.account.id]);
    const foreign = await passkeyGamer(app);
    foreign.authenticator.state.userHandle = other.authenticator.state.userHandle;
    const nameless = await passkeyGamer(app);
    nameless.authenticator.state.userHandle = undefined;
    const wrong = [unknown, forged, removed, inactive, foreign, nameless].map((one) =>
      "authenticator" in one ? one.authenticator : one,
    );
    const url = await app.listen();

    const answers = new Set<string>();
    for (const authenticator of wrong) {
      const body = JSON.stringify(authenticator.get(await app.anonymous.auth.beginPasskey()));
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/trpc/auth.passkey`, { method: "POST", headers, body });
      answers.add(`${response.status} ${await response.text()}`);
    }

    expect([...answers]).toEqual(['200 {"result":{"data":{"valid":false}}}']);
    const owners = [null, wrongKey, null, inactive, foreign, nameless].map((owner) => ({
      owner: owner?.account.id ?? null,
    }));
    const record =
      "select user_id as owner from audit_events where event = 'login' and outcome = 'failure' order by id";
    expect(await rows(app, record)).toEqual(owners);
    expect(await loginBy(app, other.authenticator)).toMatchObject({ valid: true });
  });

  test("N6: is refused without its user, on another page, in a frame, for another host or challenge", async () => {
    await using app = await createTestApp();
    const { caller, authenticator } = await passkeyGamer(app);
    const right = { ...authenticator.state };
    const wrong: Partial<Authenticator["state"]>[] = [
      { userVerified: false },
      { userPresent: false },
      { origin: "https://evil.example" },
      { origin: "http://127.0.0.1:8000" },
      { origin: "https://localhost:8000" },
      { origin: "http://localhost.evil.example" },
      { origin: "http://localhost:8000.evil.example" },
      { rpId: "evil.example" },
      { clientData: { crossOrigin: true } },
      { clientData: { crossOrigin: "false" } },
      { clientData: { topOrigin: "https://evil.example" } },
      { clientData: { type: "webauthn.something" } },
      { clientData: { challenge: "AAAA" } },
    ];
    for (const state of wrong) {
      Object.assign(authenticator.state, right, state);
      const added = createAuthenticator();
      Object.assign(added.state, state);
      const outcome = [await loginBy(app, authenticator), await refusalCode(addTo({ caller }, added))];
      expect([state, ...outcome]).toEqual([state, refused, "PASSKEY_REFUSED"]);
    }
    Object.assign(authenticator.state, right, { clientData: { type: "webauthn.create" } });
    expect(await loginBy(app, authenticator)).toEqual(refused);
    const swapped = createAuthenticator();
    swapped.state.clientData = { type: "webauthn.get" };
    expect(await refusalCode(addTo({ caller }, swapped))).toBe("PASSKEY_REFUSED");

    expect(await rows(app, "select 1 from passkeys")).toHaveLength(1);
    expect(await rows(app, "select 1 from tokens")).toHaveLength(1);
    Object.assign(authenticator.state, right, { clientData: {} });
    expect(await loginBy(app, authenticator)).toMatchObject({ valid: true });
  });

  test("N7: is refused unless its counter grows, and a copy is suspected", async () => {
    await using app = await createTestApp();
    const { account, authenticator } = await passkeyGamer(app);
    const answers: boolean[] = [];
    for (const counter of [5, 5, 4, 0, 6]) {
      authenticator.state.counter = counter;
      answers.push((await loginBy(app, authenticator)).valid);
    }

    expect(answers).toEqual([true, false, false, false, true]);
    const suspected = await rows(app, "select user_id from audit_events where event = 'passkey_clone_suspected'");
    expect(suspected).toEqual(Array.from({ length: 3 }, () => ({ user_id: account.id })));
  });

  test("N7: of an authenticator that counts nothing is accepted each time", async () => {
    await using app = await createTestApp();
    const { authenticator } = await passkeyGamer(app);

    for (let count = 0; count < 3; count += 1) expect(await loginBy(app, authenticator)).toMatchObject({ valid: true });
  });

  test("N7: with a wrong signature raises no suspicion of a copy", async () => {
    await using app = await createTestApp();
    const { authenticator } = await passkeyGamer(app);
    authenticator.state.counter = 5;
    await loginBy(app, authenticator);
    const forged = createAuthenticator({ credentialId: Buffer.from(authenticator.credentialId, "base64url") });
    Object.assign(forged.state, { userHandle: authenticator.state.userHandle, counter: 1 });

    expect(await loginBy(app, forged)).toEqual(refused);

    expect(await rows(app, "select 1 from audit_events where event = 'passkey_clone_suspected'")).toEqual([]);
  });

  test("N8: is refused when the passkey has become one of the other kind; whether it is synced is kept", async () => {
    await using app = await createTestApp();
    const { caller, authenticator } = await passkeyGamer(app);
    Object.assign(authenticator.state, { backupEligible: false, backedUp: false });
    expect(await loginBy(app, authenticator)).toEqual(refused);
    expect(await caller.passkeys.list()).toMatchObject([{ synced: true }]);

    Object.assign(authenticator.state, { backupEligible: true, backedUp: false });
    expect(await loginBy(app, authenticator)).toMatchObject({ valid: true });
    expect(await caller.passkeys.list()).toMatchObject([{ synced: false }]);
  });

  test("N4: takes a ceremony once, for five minutes, of this server and of this kind", async () => {
    await using app = await createTestApp();
    await using elsewhere = await createTestApp();
    const { caller, authenticator } = await passkeyGamer(app);
    authenticator.state.counter = 1;
    const answer = authenticator.get(await app.anonymous.auth.beginPasskey());
    await app.anonymous.auth.passkey(answer);
    const before = await countRows(app);
    const late = authenticator.get(await app.anonymous.auth.beginPasskey());
    const foreign = authenticator.get(await elsewhere.anonymous.auth.beginPasskey());
    const adding = await caller.passkeys.begin();
    const { challenge, rp } = adding.options;
    const otherKind = authenticator.get({
      ...adding,
      options: { challenge, rpId: rp.id, timeout: 1, userVerification: "required" },
    });
    const login = (input: typeof answer) => refusalCode(app.anonymous.auth.passkey(input));

    expect(await login(answer)).toBe("CHALLENGE_INVALID");
    expect(await login(foreign)).toBe("CHALLENGE_INVALID");
    expect(await login(otherKind)).toBe("CHALLENGE_INVALID");
    expect(await login({ ...late, ceremony: `${late.ceremony}x` })).toBe("CHALLENGE_INVALID");
    app.clock.advance({ minutes: 5 });
    expect(await login(late)).toBe("CHALLENGE_INVALID");
    // It was begun by a clock that was wrong.
    app.clock.advance({ minutes: -7 });
    expect(await login(late)).toBe("CHALLENGE_INVALID");

    expect(await countRows(app)).toEqual(before);
  });

  test("N4: forgets used ceremonies by the way once they have expired", async () => {
    await using app = await createTestApp();
    const { authenticator } = await passkeyGamer(app);
    for (let count = 0; count < 3; count += 1) await loginBy(app, authenticator);
    expect(await rows(app, "select 1 from spent")).toHaveLength(4);
    app.clock.advance({ minutes: 5 });

    await loginBy(app, authenticator);

    expect(await rows(app, "select 1 from spent")).toHaveLength(1);
  });

  test("N18: is begun 10,000 times without a row, and goes on", async () => {
    await using app = await createTestApp();
    const before = await countRows(app);

    for (let count = 0; count < 10_000; count += 1) await app.anonymous.auth.beginPasskey();

    expect(await countRows(app)).toEqual(before);
  });

  test("N18: fails as a login of strangers does: in the end the address has to wait, and a right one too", async () => {
    const address = { burst: 5, perHour: 1 };
    await using app = await createTestApp({ settings: { throttle: { limits: { address } } } });
    const { authenticator, account, password } = await passkeyGamer(app);
    expect(await outcomes([loginBy(app, authenticator)])).toEqual({ ok: 1 });

    const strangers = Array.from({ length: 7 }, () => loginBy(app, createAuthenticator()));

    expect(await outcomes(strangers)).toEqual({ ok: 5, RATE_LIMITED: 2 });
    expect(await refusalCode(loginBy(app, authenticator))).toBe("RATE_LIMITED");
    expect(await refusalCode(app.anonymous.auth.login({ username: account.username, password }))).toBe("RATE_LIMITED");
    expect((await app.anonymous.auth.beginPasskey()).options.rpId).toBe("localhost");
  });

  test("N16: is not offered without TLS on a host with a name, or on an address", async () => {
    for (const PUBLIC_URL of [
      "http://play.example.com",
      "https://192.0.2.1",
      "https://[2001:db8::1]",
      "http://127.0.0.1:8000",
    ])
      expect([PUBLIC_URL, readSettings({ PUBLIC_URL }).passkeys]).toEqual([PUBLIC_URL, null]);
    expect(readSettings({ HOST: "0.0.0.0" }).passkeys).toBeNull();
    expect(readSettings({}).passkeys).toMatchObject({ rpId: "localhost" });
    expect(readSettings({ PUBLIC_URL: "https://play.example.com/app" }).passkeys).toEqual({
      rpId: "play.example.com",
      rpName: "Level Up",
      origin: "https://play.example.com",
    });

    await using app = await createTestApp({ settings: { passkeys: null } });
    const { caller } = await app.gamer();

    expect(await app.anonymous.auth.options()).toMatchObject({ passkeys: false });
    const { get } = createAuthenticator();
    const begun = {
      options: { challenge: "AAAA", rpId: "localhost", timeout: 1, userVerification: "required" },
      ceremony: "",
    } as const;
    const calls = [app.anonymous.auth.beginPasskey(), caller.passkeys.begin(), app.anonymous.auth.passkey(get(begun))];
    expect(await outcomes(calls)).toEqual({ NOT_OFFERED: 3 });
  });

  test("N6: for a site with a name takes its pages alone", async () => {
    const passkeys = readSettings({ PUBLIC_URL: "https://play.example.com" }).passkeys;
    await using app = await createTestApp({ settings: { passkeys } });
    const authenticator = createAuthenticator({ origin: "https://play.example.com" });
    await passkeyGamer(app, authenticator);

    expect(await loginBy(app, authenticator)).toMatchObject({ valid: true });
    for (const origin of [
      "http://play.example.com",
      "https://play.example.com:8443",
      "https://x.play.example.com",
      "http://localhost:8000",
    ]) {
      authenticator.state.origin = origin;
      expect([origin, await loginBy(app, authenticator)]).toEqual([origin, refused]);
    }
  });

  test("N21: finds a passkey of another host wrong, and nothing fails", async () => {
    await using app = await createTestApp();
    const { caller, authenticator } = await passkeyGamer(app);
    await rows(app, "update passkeys set rp_id = 'old.example.com' returning id");

    expect(await loginBy(app, authenticator)).toEqual(refused);
    expect(await caller.passkeys.list()).toHaveLength(1);
  });

  test("N11: is a proof, by a passkey of one's own", async () => {
    await using app = await createTestApp();
    const { caller, account, authenticator } = await passkeyGamer(app);
    const other = await passkeyGamer(app);
    app.clock.advance({ minutes: 15 });
    expect(await refusalCode(caller.passkeys.begin())).toBe("REAUTHENTICATION_REQUIRED");
    const proofBy = async (by: typeof authenticator) =>
      caller.auth.confirm(by.get(await app.anonymous.auth.beginPasskey()));

    expect(await refusalCode(proofBy(other.authenticator))).toBe("PASSKEY_REFUSED");
    expect(await refusalCode(proofBy(createAuthenticator()))).toBe("PASSKEY_REFUSED");
    const { token, freshUntil } = await proofBy(authenticator);

    expect(freshUntil).toBe(new Date(app.clock.now().getTime() + 15 * 60_000).toISOString());
    expect(await refusalCode(caller.account.me())).toBe("TOKEN_INVALID");
    expect(await app.as(token).passkeys.begin()).toHaveProperty("ceremony");
    expect(
      await rows(app, "select outcome from audit_events where event = 'reauthenticate' and user_id = ? order by id", [
        account.id,
      ]),
    ).toEqual([{ outcome: "failure" }, { outcome: "failure" }, { outcome: "success" }]);
  });

  test("N11: its proof is spent by one use, and counted with passwords", async () => {
    await using app = await createTestApp({ settings: { throttle: { limits: { proof: { burst: 3, perHour: 1 } } } } });
    const { caller, authenticator } = await passkeyGamer(app);
    const proof = authenticator.get(await app.anonymous.auth.beginPasskey());
    const { token } = await caller.auth.confirm(proof);
    const session = app.as(token);

    expect(await refusalCode(session.auth.confirm(proof))).toBe("CHALLENGE_INVALID");
    expect(await refusalCode(session.auth.confirm({ password: "a guess" }))).toBe("WRONG_PASSWORD");
    expect(await refusalCode(session.auth.confirm({ password: "a guess" }))).toBe("WRONG_PASSWORD");

    const right = authenticator.get(await app.anonymous.auth.beginPasskey());
    expect(await refusalCode(session.auth.confirm(right))).toBe("RATE_LIMITED");
  });

  test("M18: asks for no code where a password does, and is a proof without one", async () => {
    await using app = await createTestApp();
    const gamer = await protectedGamer(app);
    const { authenticator } = await addTo(gamer);

    const token = await tokenBy(app, authenticator);
    app.clock.advance({ minutes: 15 });
    const proof = authenticator.get(await app.anonymous.auth.beginPasskey());
    const renewed = await app.as(token).auth.confirm(proof);

    expect(await app.as(renewed.token).passkeys.begin()).toHaveProperty("ceremony");
    expect(await challengeOf(app, gamer)).toMatch(/^lu_step2_/);
    expect(await refusalCode(app.as(renewed.token).auth.confirm({ password: gamer.password }))).toBe("WRONG_CODE");
  });

  test("L5: a passkey alone is a proof with a second factor too, and a password beside it is refused", async () => {
    await using app = await createTestApp();
    const gamer = await protectedGamer(app);
    const { authenticator } = await addTo(gamer);
    const proof = authenticator.get(await app.anonymous.auth.beginPasskey());
    const two = { ...proof, password: gamer.password };

    expect(await refusalCode(gamer.caller.auth.confirm(two))).toBe("INVALID_INPUT");
    expect(await gamer.caller.auth.confirm(proof)).toHaveProperty("freshUntil");
  });

  test("N12: by a removed passkey is ended at once, but for the session that removed it", async () => {
    await using app = await createTestApp();
    const { authenticator, passkey, token: byPassword } = await passkeyGamer(app);
    const [first, second] = [await tokenBy(app, authenticator), await tokenBy(app, authenticator)];
    const renewed = await app.as(second).auth.confirm(authenticator.get(await app.anonymous.auth.beginPasskey()));

    const answer = await app.as(first).passkeys.remove({ id: passkey.id });

    expect(answer).toEqual({
      removed: 1,
      accepted: { rpId: "localhost", userId: authenticator.state.userHandle, allAcceptedCredentialIds: [] },
    });
    expect(await refusalCode(app.as(renewed.token).account.me())).toBe("TOKEN_INVALID");
    expect(await outcomes([app.as(byPassword).account.me()])).toEqual({ ok: 1 });
    expect(await app.as(first).passkeys.list()).toEqual([]);
    expect(await loginBy(app, authenticator)).toEqual(refused);
  });
});

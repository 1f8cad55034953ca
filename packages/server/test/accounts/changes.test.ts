import { outcomes, refusal, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { readSettings } from "../../src/settings/settings.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";

/** All rows of all tables, with the transaction that wrote each. */
async function everything(app: TestApp): Promise<unknown> {
  const tables = ["users", "gamers", "tokens", "audit_events", "attempts"];
  return Promise.all(tables.map((table) => rows(app, `select xmin::text, * from "${table}" order by 2`)));
}

describe("what changes nothing writes nothing", () => {
  const profile = { firstName: "Grace", lastName: "Hopper", email: "grace@example.com", bio: "I play." };

  test("R6: an update to what the account has already", async () => {
    await using app = await createTestApp();
    const { caller, account } = await app.gamer(profile);
    const before = await everything(app);

    const answers = [await caller.account.update(profile), await caller.account.update({})];

    expect(answers).toEqual([account, account]);
    expect(await everything(app)).toEqual(before);
  });

  test("R6: an update writes the fields that differ, and answers with all of them", async () => {
    await using app = await createTestApp();
    const { caller, account } = await app.gamer(profile);

    const updated = await caller.account.update({ ...profile, bio: "I rest." });

    expect(updated).toEqual({ ...account, bio: "I rest." });
    expect(await caller.account.me()).toEqual(updated);
  });

  test("R6: revoking a token that is not there, others where there are none, and a logout that was made", async () => {
    await using app = await createTestApp();
    const { caller } = await app.gamer();
    const gone = await app.gamer();
    await gone.caller.auth.logout();
    const before = await everything(app);

    const revoked = await caller.tokens.revokeOthers();
    const missing = await refusal(caller.tokens.revoke({ id: 2 ** 40 }));
    const again = await gone.caller.auth.logout();

    expect([revoked, missing.code, again]).toEqual([{ revoked: 0 }, "NOT_FOUND", { revoked: false }]);
    expect(await everything(app)).toEqual(before);
  });
});

describe("changes of an account", () => {
  const limits = { accountChange: { burst: 3, perHour: 60 } };

  test("R6: have a budget of the account, whatever the token, and leave other accounts alone", async () => {
    await using app = await createTestApp({ settings: { throttle: { limits } } });
    const { caller, account, password } = await app.gamer();
    const other = await app.gamer();
    const second = await app.anonymous.auth.login({ username: account.username, password });
    const secondCaller = app.as(second.valid ? second.token : "");

    await caller.account.update({ bio: "one" });
    await secondCaller.account.update({ bio: "two" });
    await caller.tokens.revokeOthers();
    const refused = [
      await refusalCode(caller.account.update({ bio: "three" })),
      await refusalCode(caller.account.update({ firstName: "Ada" })),
    ];
    const unchanged = await outcomes([caller.account.update({ bio: "two" }), caller.account.me()]);
    app.clock.advance({ seconds: 1 });

    expect(refused).toEqual(["RATE_LIMITED", "RATE_LIMITED"]);
    expect(unchanged).toEqual({ ok: 2 });
    expect(await outcomes([other.caller.account.update({ bio: "one" })])).toEqual({ ok: 1 });
    expect(await outcomes([caller.account.update({ bio: "three" })])).toEqual({ ok: 1 });
  });

  test("R6: a refused revocation leaves the token alive", async () => {
    await using app = await createTestApp({ settings: { throttle: { limits } } });
    const { caller, account, password } = await app.gamer();
    for (const bio of ["one", "two", "three"]) await caller.account.update({ bio });
    const second = await app.anonymous.auth.login({ username: account.username, password });

    expect(await refusalCode(caller.tokens.revokeOthers())).toBe("RATE_LIMITED");
    expect(await outcomes([app.as(second.valid ? second.token : "").account.me()])).toEqual({ ok: 1 });
  });
});

describe("changes of a password", () => {
  const newPassword = "a wholly different phrase";

  test("R9: that are wrong are counted by token: 13 with a stolen one leave the owner's in", async () => {
    const { proof, tokenProof } = readSettings({}).throttle.limits;
    await using app = await createTestApp({
      settings: { throttle: { limits: { proof, tokenProof } } },
    });
    const { caller: thief, account, password } = await app.gamer();
    const login = await app.anonymous.auth.login({ username: account.username, password });
    const owner = app.as(login.valid ? login.token : "");

    const codes: string[] = [];
    for (let count = 0; count < 13; count += 1) {
      const error = await refusal(thief.account.changePassword({ currentPassword: "a guess", newPassword }));
      codes.push(error.code);
      if (error.code === "RATE_LIMITED") app.clock.advance({ seconds: error.details.retryAfterSeconds ?? 0 });
    }

    expect(codes.filter((code) => code === "WRONG_PASSWORD").length).toBeGreaterThan(5);
    expect(codes).toContain("RATE_LIMITED");
    expect(await outcomes([owner.account.changePassword({ currentPassword: password, newPassword })])).toEqual({
      ok: 1,
    });
  });

  test("R9: of an account are limited for all its tokens together", async () => {
    await using app = await createTestApp({
      settings: { throttle: { limits: { proof: { burst: 4, perHour: 1, grows: false } } } },
    });
    const { account, password } = await app.gamer();

    const codes: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const login = await app.anonymous.auth.login({ username: account.username, password });
      const { account: mine } = app.as(login.valid ? login.token : "");
      codes.push(await refusalCode(mine.changePassword({ currentPassword: "a guess", newPassword })));
    }

    expect(codes).toEqual([...Array(4).fill("WRONG_PASSWORD"), "RATE_LIMITED", "RATE_LIMITED"]);
  });
});

import { outcomes, refusal, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";
import { generateToken, isTokenShaped } from "../../src/tokens/token-format.ts";

const djangoKey = "fa2eba9be8282d595c997ee5cd49f2ed31f65bed";

describe("a token", () => {
  test("D2: 10,000 mints are unique and carry the prefix and a right checksum", () => {
    const tokens = Array.from({ length: 10_000 }, () => generateToken());

    expect(new Set(tokens).size).toBe(10_000);
    expect(tokens.every((token) => /^lu_[0-9a-f]{48}$/.test(token) && isTokenShaped(token, "session"))).toBe(true);
  });

  test("D2: with a bad checksum is refused without a query", async () => {
    await using app = await createTestApp();
    const { token } = await app.gamer();
    const forged = token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
    const garbage = ["", "null", "lu_", "a b", `lu_${"0".repeat(48)}`, "f".repeat(39), "x".repeat(10_000), forged];

    // Without the table any query for a token fails.
    await app.app.database.fork().execute("alter table tokens rename to tokens_no_more");

    for (const text of garbage) expect(await refusalCode(app.as(text).account.me())).toBe("TOKEN_INVALID");
    expect(await refusalCode(app.as(token).account.me())).toBe("INTERNAL");
  });

  test("D1: is kept as a digest only: no table and no list holds it", async () => {
    await using app = await createTestApp();
    const { token, caller } = await app.gamer();
    await caller.auth.logout();
    const { token: second, caller: again } = await app.gamer();

    const dump = await rows(
      app,
      `select (select json_agg(t) from users t)::text, (select json_agg(t) from gamers t)::text,
         (select json_agg(t) from tokens t)::text, (select json_agg(t) from audit_events t)::text`,
    );
    const seen = JSON.stringify([dump, await again.tokens.list(), await again.account.me(), app.logLines()]);

    expect(seen).toContain("gamer-");
    for (const secret of [token, second]) {
      expect(seen).not.toContain(secret);
      expect(seen).not.toContain(secret.slice(3, 43));
    }
  });

  test("D3: is refused with TOKEN_EXPIRED from the moment of its expiry on", async () => {
    await using app = await createTestApp({ settings: { tokens: { idleDays: 30, renewMinutes: 60 } } });
    const { caller } = await app.gamer();

    app.clock.advance({ days: 30, ms: -1 });
    const last = await outcomes([caller.account.me()]);
    app.clock.advance({ days: 30 });

    expect(last).toEqual({ ok: 1 });
    expect(await refusalCode(caller.account.me())).toBe("TOKEN_EXPIRED");
  });

  test("D3: slides by use, with one write an interval", async () => {
    await using app = await createTestApp({ settings: { tokens: { idleDays: 30, renewMinutes: 60 } } });
    const { caller } = await app.gamer();
    async function expiry() {
      await caller.account.me();
      return (await caller.tokens.list())[0]?.expiresAt;
    }
    const atFirst = await expiry();

    app.clock.advance({ minutes: 59 });
    const within = await expiry();
    app.clock.advance({ minutes: 1 });
    const after = await expiry();

    expect(within).toBe(atFirst);
    expect(Date.parse(after ?? "") - Date.parse(atFirst ?? "")).toBe(60 * 60 * 1000);
  });

  test("D3: never slides past the hard expiry", async () => {
    await using app = await createTestApp({ settings: { tokens: { idleDays: 30, hardDays: 40 } } });
    const { caller, account } = await app.gamer();

    app.clock.advance({ days: 20 });
    await caller.account.me();
    app.clock.advance({ days: 19 });
    const [token] = await caller.tokens.list();
    app.clock.advance({ days: 1 });

    expect(token?.expiresAt).toBe(new Date(Date.parse(account.dateJoined) + 40 * 24 * 3600 * 1000).toISOString());
    expect(await refusalCode(caller.account.me())).toBe("TOKEN_EXPIRED");
  });

  test("D5: after logout is refused, and logging out again is fine", async () => {
    await using app = await createTestApp();
    const { caller } = await app.gamer();

    const first = await caller.auth.logout();
    const code = await refusalCode(caller.account.me());
    const second = await caller.auth.logout();

    expect({ first, code, second }).toEqual({
      first: { revoked: true },
      code: "TOKEN_INVALID",
      second: { revoked: false },
    });
    expect(await app.anonymous.auth.logout()).toEqual({ revoked: false });
  });

  test("D6: revokeOthers leaves this device and other gamers alone", async () => {
    await using app = await createTestApp();
    const a = await app.gamer();
    const b = await app.gamer();
    const second = await app.anonymous.auth.login({ username: a.account.username, password: a.password });
    const other = app.as(second.valid ? second.token : "");

    expect(await a.caller.tokens.revokeOthers()).toEqual({ revoked: 1 });

    expect(await refusalCode(other.account.me())).toBe("TOKEN_INVALID");
    expect(await outcomes([a.caller.account.me(), b.caller.account.me()])).toEqual({ ok: 2 });
  });

  test("D6: of another gamer cannot be revoked, nor told from one that does not exist", async () => {
    await using app = await createTestApp();
    const a = await app.gamer();
    const b = await app.gamer();
    const [theirs] = await b.caller.tokens.list();

    const foreign = await refusal(a.caller.tokens.revoke({ id: theirs?.id ?? 0 }));
    const missing = await refusal(a.caller.tokens.revoke({ id: 2 ** 40 }));

    expect([foreign.code, foreign.details]).toEqual(["NOT_FOUND", { field: "id" }]);
    expect([missing.code, missing.details]).toEqual([foreign.code, foreign.details]);
    expect(await outcomes([b.caller.account.me()])).toEqual({ ok: 1 });
  });

  test("D7: is listed with device and times, newest first, and marked where it is this one", async () => {
    await using app = await createTestApp();
    const { account, password, caller } = await app.gamer({ device: "Laptop" });
    app.clock.advance({ days: 1 });
    await app.anonymous.auth.login({ username: account.username, password, device: "Phone" });

    const list = await caller.tokens.list();

    expect(list.map(({ device, current }) => ({ device, current }))).toEqual([
      { device: "Phone", current: false },
      { device: "Laptop", current: true },
    ]);
    expect(Object.keys(list[0] ?? {}).sort()).toEqual(
      ["address", "createdAt", "current", "device", "expiresAt", "id", "lastUsedAt", "userAgent"].sort(),
    );
    expect(list[0]).toMatchObject({
      address: "192.0.2.1",
      userAgent: "vitest",
      createdAt: app.clock.now().toISOString(),
    });
  });

  test("D8: the 21st login ends the oldest", async () => {
    await using app = await createTestApp();
    const { account, password, caller } = await app.gamer();
    const login = () => app.anonymous.auth.login({ username: account.username, password });

    for (let count = 0; count < 19; count += 1) await login();
    const full = await outcomes([caller.account.me()]);
    await login();

    expect(full).toEqual({ ok: 1 });
    expect(await refusalCode(caller.account.me())).toBe("TOKEN_INVALID");
    expect(await rows(app, "select count(*)::int as tokens from tokens")).toEqual([{ tokens: 20 }]);
  });

  test("D8: 20 logins in parallel at the limit leave 20 tokens, all of them new", async () => {
    await using app = await createTestApp();
    const { account, password } = await app.gamer();
    for (let count = 0; count < 19; count += 1) {
      await app.anonymous.auth.login({ username: account.username, password });
    }
    const [before] = await rows<{ newest: string }>(app, "select max(id) as newest from tokens");

    const calls = Array.from({ length: 20 }, () => app.anonymous.auth.login({ username: account.username, password }));

    expect(await outcomes(calls)).toEqual({ ok: 20 });
    expect(
      await rows(app, "select count(*)::int as tokens, bool_and(id > ?) as all_new from tokens", [before?.newest]),
    ).toEqual([{ tokens: 20, all_new: true }]);
  });

  test("D9: of a deactivated user is refused at once, and a login mints none", async () => {
    await using app = await createTestApp();
    const { caller, account, password } = await app.gamer();

    await app.app.database.fork().execute("update users set is_active = false where id = ?", [account.id]);

    expect(await refusalCode(caller.account.me())).toBe("ACCOUNT_INACTIVE");
    expect(await app.anonymous.auth.login({ username: account.username, password })).toEqual({ valid: false });
    expect(await rows(app, "select count(*)::int as tokens from tokens")).toEqual([{ tokens: 1 }]);
  });

  test("D11: of a device that logs in again lives on beside the new one", async () => {
    await using app = await createTestApp();
    const { account, password, caller } = await app.gamer();

    const login = await caller.auth.login({ username: account.username, password });

    expect(await outcomes([caller.account.me(), app.as(login.valid ? login.token : "").account.me()])).toEqual({
      ok: 2,
    });
  });

  test("D12: that Django made is accepted and stays good", async () => {
    await using app = await createTestApp();
    const { account } = await app.gamer();
    await app.app.database.fork().execute(
      `insert into tokens (digest, user_id, created_at, expires_at, hard_expires_at)
       values (sha256(?::bytea), ?, '2020-08-29T13:24:27.172Z', ?, ?)`,
      [djangoKey, account.id, new Date("2030-01-31"), new Date("2031-01-01")],
    );

    const before = await outcomes([app.as(djangoKey).account.me()]);
    app.clock.advance({ days: 20 });
    await app.as(djangoKey).account.me();
    app.clock.advance({ days: 20 });

    expect(before).toEqual({ ok: 1 });
    expect(await outcomes([app.as(djangoKey).account.me()])).toEqual({ ok: 1 });
  });
});

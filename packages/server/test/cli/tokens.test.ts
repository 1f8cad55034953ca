import { type OperatedApp, operatedApp } from "@levelup/test-support/cli.ts";
import { outcomes, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, test } from "vitest";

async function countTokens({ app }: OperatedApp): Promise<number> {
  return (await rows(app, "select id from tokens")).length;
}

/** Inserts tokens that have no key. */
async function fill({ app }: OperatedApp, count: number, { expired }: { expired: boolean }): Promise<void> {
  await rows(
    app,
    `insert into tokens (digest, user_id, created_at, expires_at, hard_expires_at)
     select decode(md5(n::text || ?), 'hex'), (select min(id) from users), now(), at, at
     from generate_series(1, ?) n, (select now() + ? * interval '1 day' as at) expiry returning id`,
    [String(expired), count, expired ? -1 : 1],
  );
}

describe("levelup tokens", () => {
  test("issues an active account a token, which is on standard output alone and only once", async () => {
    await using here = await operatedApp();
    const { account } = await here.app.gamer({ username: "ada" });

    const issued = await here.levelup(["tokens", "issue", "ADA", "--device", "nightly report"]);
    const json = JSON.parse((await here.levelup(["tokens", "issue", "--id", String(account.id), "--json"])).out);
    const token = issued.out.trim();
    const owners = [await here.app.as(token).account.me(), await here.app.as(json.token).account.me()].map(
      ({ id }) => id,
    );
    const list = await here.levelup(["tokens", "list", "ada"]);
    const listJson = await here.levelup(["tokens", "list", "ada", "--json"]);
    const audit = await here.levelup(["audit", "--json"]);
    await here.levelup(["deactivate", "ada"]);
    const inactive = await here.levelup(["tokens", "issue", "ada"]);

    expect(token).toMatch(/^lu_[0-9a-f]{48}$/);
    expect(owners).toEqual([account.id, account.id]);
    expect(inactive).toEqual({ code: 1, out: "", err: "This account is not active.\n" });
    expect(issued.err).toMatch(
      /^Token \d+ of ada \(id \d+\), good until \S+ unless it is used:\nIt is a session .+\n$/,
    );
    expect(JSON.parse(listJson.out)).toMatchObject([
      { id: json.id, device: null, userAgent: "levelup cli (operator)" },
      { device: "nightly report", userAgent: "levelup cli (operator)" },
      { userAgent: "vitest" },
    ]);
    for (const shown of JSON.parse(listJson.out)) {
      expect(Object.keys(shown).sort()).toEqual([
        "address",
        "createdAt",
        "device",
        "expiresAt",
        "id",
        "kind",
        "lastUsedAt",
        "name",
        "scopes",
        "userAgent",
      ]);
    }
    expect(list.out).toContain("nightly report");
    for (const text of [issued.err, list.out, listJson.out, audit.out, here.app.logLines().join()]) {
      expect(text).not.toMatch(/lu_[0-9a-f]/);
      for (const secret of [token, json.token]) expect(text).not.toContain(secret.slice(3));
    }
    expect(audit.out).toContain(`"event":"token_issue","outcome":"success","userId":${account.id}`);
  });

  test("issues an API token with the scopes, the name and the end that are asked for", async () => {
    await using here = await operatedApp({ scopes: { "games:read": "See your games" } });
    const ada = await here.app.gamer({ username: "ada", email: "ada@example.com" });
    const issue = (...args: string[]) =>
      here.levelup(["tokens", "issue", "ada", ...args], {
        scopes: { "games:read": "See your games" },
        env: { SMTP_URL: "smtp://localhost", PUBLIC_URL: "http://localhost:8000" },
      });
    const nightly = ["--scope", "account:read", "--scope", "games:read", "--name", "Nightly report"];

    const issued = await issue(...nightly, "--days", "7", "--json");
    const token = JSON.parse(issued.out);
    const list = await here.levelup(["tokens", "list", "ada"]);
    const wrong = await Promise.all([
      issue("--scope", "account:everything", "--name", "x"),
      issue("--scope", "account:read"),
      issue("--scope", "account:read", "--name", "x", "--days", "366"),
      issue("--scope", "account:read", "--name", "x", "--device", "y"),
      issue("--name", "x"),
    ]);

    expect(await here.app.as(token.token).account.me()).toEqual(ada.account);
    expect(await ada.caller.apiTokens.list()).toMatchObject([
      { id: token.id, name: "Nightly report", scopes: ["account:read", "games:read"], expiresAt: token.expiresAt },
    ]);
    expect(issued.err).toMatch(/^API token \d+ of ada \(id \d+\) for account:read games:read, good until \S+:\n$/);
    expect(list.out).toMatch(/ api .*Nightly report +account:read games:read/);
    expect(list.out).toMatch(/ session /);
    expect([issued.err, list.out].join()).not.toContain("lu_pat_");
    expect(wrong.map(({ code, out }) => [code, out])).toEqual(Array(5).fill([2, ""]));
    expect(wrong[0]?.err).toContain("--scope is one of account:read, account:write, games:read, tokens:introspect.");
    expect(await rows(here.app, "select kind from mails where kind = 'api_token_created'")).toHaveLength(1);
  });

  test("revokes the API tokens of an account alone, its sessions alone, or both", async () => {
    await using here = await operatedApp();
    const ada = await here.app.gamer({ username: "ada" });
    const create = () => ada.caller.apiTokens.create({ name: "Script", scopes: ["account:read"] });
    const revoke = async (...args: string[]) =>
      JSON.parse((await here.levelup(["tokens", "revoke", "--user", "ada", "--json", ...args])).out).revoked;
    const { token } = await create();
    await create();

    const api = await revoke("--kind", "api");
    const alive = await outcomes([ada.caller.account.me()]);
    await create();
    const sessions = await revoke("--kind", "session");
    const both = await revoke();
    const misplaced = await here.levelup(["tokens", "revoke", "--all", "--kind", "api"]);

    expect([api, alive, sessions, both, misplaced.code]).toEqual([2, { ok: 1 }, 1, 1, 2]);
    expect(await refusalCode(here.app.as(token).account.me())).toBe("TOKEN_INVALID");
  });

  test("revokes one token, all of an account, or all there are after a question", async () => {
    await using here = await operatedApp();
    const [ada, bob] = [await here.app.gamer({ username: "ada" }), await here.app.gamer({ username: "bob" })];
    const [token] = await ada.caller.tokens.list();
    await here.levelup(["tokens", "issue", "ada"]);

    const one = await here.levelup(["tokens", "revoke", String(token?.id)]);
    const oneLess = [await refusalCode(ada.caller.account.me()), await countTokens(here)];
    const whole = await here.levelup(["tokens", "revoke", "--user", "ADA", "--json"]);
    const bobs = await countTokens(here);
    await fill(here, 2100, { expired: false });
    const all = (options: object) => here.levelup(["tokens", "revoke", "--all"], options);
    const unanswered = [await all({}), await all({ input: "y\n" }), await all({ isTTY: true, input: "n\r" })];
    unanswered.push(await all({ isTTY: true, input: "\r" }), await all({ isTTY: true, input: "y\x03" }));
    const stillThere = await countTokens(here);
    const yes = await all({ isTTY: true, input: "Yes\r" });
    const again = await here.levelup(["tokens", "revoke", "--all", "--yes", "--json"]);

    expect([one.code, ...oneLess, JSON.parse(whole.out), bobs]).toEqual([0, "TOKEN_INVALID", 2, { revoked: 1 }, 1]);
    expect(unanswered.map(({ code, out }) => [code, out])).toEqual(Array(5).fill([1, ""]));
    expect(unanswered[0]?.err).toContain("there is no terminal to ask on: nothing was done. Add --yes");
    expect(unanswered[2]?.err).toContain("Revoke every token of every account? Everyone has to log in again. [y/N] ");
    expect(stillThere).toBe(2101);
    expect([yes.code, yes.out]).toEqual([0, "2,101 tokens are revoked: everyone has to log in again.\n"]);
    expect(await refusalCode(bob.caller.account.me())).toBe("TOKEN_INVALID");
    expect(JSON.parse(again.out)).toEqual({ revoked: 0 });
    expect(
      await rows(
        here.app,
        "select event, user_id, user_agent from audit_events where event like 'token_revoke%' order by id",
      ),
    ).toEqual(
      [
        ["token_revoke", ada.account.id],
        ["token_revoke_all", ada.account.id],
        ["token_revoke_all", null],
      ].map(([event, user_id]) => ({ event, user_id, user_agent: "levelup cli (operator)" })),
    );
  });
});

describe("levelup purge", () => {
  test("D12: deletes expired tokens, and no live one, while those are in use", async () => {
    // Each use of a token renews it.
    await using here = await operatedApp({ settings: { tokens: { renewMinutes: 0 } } });
    const gamers = [await here.app.gamer(), await here.app.gamer(), await here.app.gamer()];
    await fill(here, 2500, { expired: true });
    await rows(
      here.app,
      "update tokens set expires_at = now() + interval '1 hour' where length(digest) = 32 returning id",
    );
    let purging = true;
    const use = async (caller: (typeof gamers)[number]["caller"]) => {
      while (purging) await caller.account.me();
    };

    const load = Promise.all(gamers.map(({ caller }) => use(caller)));
    const run = await here.levelup(["purge"]);
    purging = false;
    await load;

    expect(run).toEqual({ code: 0, out: "Deleted 2,500 expired tokens.\n", err: "" });
    expect(await countTokens(here)).toBe(3);
    expect(await here.levelup(["purge", "--json"])).toMatchObject({ out: '{"tokens":0,"auditRows":0}\n' });
    expect(await rows(here.app, "select user_agent from audit_events where event = 'token_purge'")).toHaveLength(1);
  });

  test("deletes old audit rows when asked to, after a question", async () => {
    await using here = await operatedApp();
    await here.app.gamer();
    const age =
      "insert into audit_events (at, event, outcome) select now() - ? * interval '1 day', 'login', 'failure' from generate_series(1, ?) returning id";
    await rows(here.app, age, [31, 1500]);
    await rows(here.app, age, [29, 5]);
    const count = async () => (await rows(here.app, "select id from audit_events where event <> 'audit_purge'")).length;

    const args = ["purge", "--audit-older-than", "30"];
    const refused = [await here.levelup(args), await here.levelup(args, { isTTY: true, input: "n\r" })];
    const before = await count();
    const run = await here.levelup([...args, "--yes"]);

    expect([refused.map(({ code }) => code), before]).toEqual([[1, 1], 1506]);
    expect(refused[1]?.err).toMatch(/Delete all audit rows from before \S+Z\? \[y\/N\] /);
    expect(run).toEqual({ code: 0, out: "Deleted 0 expired tokens and 1,500 audit rows.\n", err: "" });
    expect(await count()).toBe(6);
    expect(await rows(here.app, "select user_agent from audit_events where event = 'audit_purge'")).toEqual([
      { user_agent: "levelup cli (operator)" },
    ]);
  });
});

import { countRows, outcomes, refusal, refusalCode, rows } from "@levelup/test-support/support.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { appRouter, type Routes, router, StartError, scopedProcedure } from "../../src/index.ts";
import { createLevelUp } from "../../src/level-up.ts";
import { accountRouters } from "../../src/router.ts";
import { createOperatorServices } from "../../src/services.ts";
import { createTestApp, type TestApp, type TestAppOptions } from "../../src/testing/index.ts";
import { generateToken, isTokenShaped } from "../../src/tokens/token-format.ts";
import type { ProcedureMeta } from "../../src/trpc/declare-errors.ts";

const games = {
  router: router({
    ...accountRouters,
    games: router({
      mine: scopedProcedure("games:read").query(({ ctx }) => ctx.actor.username),
      join: scopedProcedure("games:write").mutation(({ ctx }) => ctx.actor.username),
    }),
  }),
  scopes: { "games:read": "See your games", "games:write": "Create and join games" },
};

async function start<Options extends TestAppOptions>(options?: Options): Promise<TestApp> {
  const app = await createTestApp(options);
  onTestFinished(() => app[Symbol.asyncDispose]());
  return app;
}

const nightly = { name: "Nightly report", scopes: ["account:read"] };
const dayMs = 24 * 60 * 60 * 1000;

type AnyCaller = { [group: string]: { [name: string]: (input?: unknown) => Promise<unknown> } };

/** Calls any procedure by its path. */
function call(app: TestApp, token: string, path: string): Promise<unknown> {
  const [group = "", name = ""] = path.split(".");
  return (app.as(token) as unknown as AnyCaller)[group]?.[name]?.() ?? expect.fail(`no procedure ${path}`);
}

/** By their whole paths, which is not what the type says. */
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { meta: ProcedureMeta }>);

/** They look at no token, or end it. */
const publicProcedures = [
  "auth.register",
  "auth.login",
  "auth.secondFactor",
  "auth.beginPasskey",
  "auth.passkey",
  "auth.logout",
  "auth.options",
  "auth.requestPasswordReset",
  "auth.resetPassword",
  "auth.confirmEmail",
];

const closed = procedures.map(([path]) => path).filter((path) => !publicProcedures.includes(path));

describe("an API token", () => {
  test("L10: 10,000 mints are unique and carry the prefix and a right checksum", () => {
    const tokens = Array.from({ length: 10_000 }, () => generateToken("api"));

    expect(new Set(tokens).size).toBe(10_000);
    expect(tokens.every((token) => /^lu_pat_[0-9a-f]{48}$/.test(token) && isTokenShaped(token, "api"))).toBe(true);
  });

  test("L10: with a bad checksum is refused without a query, and so is a session with another prefix", async () => {
    const app = await start();
    const gamer = await app.gamer();
    const { token } = await gamer.caller.apiTokens.create(nightly);
    const forged = token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
    const renamed = [gamer.token.replace("lu_", "lu_pat_"), token.replace("lu_pat_", "lu_")];

    // Without the table any query for a token fails.
    await app.app.database.fork().execute("alter table tokens rename to tokens_no_more");

    for (const text of [forged, ...renamed]) expect(await refusalCode(app.as(text).account.me())).toBe("TOKEN_INVALID");
    expect(await refusalCode(app.as(token).account.me())).toBe("INTERNAL");
  });

  test("L11: with account:read reads the account, and every other procedure refuses it and runs nothing", async () => {
    const app = await start();
    const { caller, account } = await app.gamer();
    const { token } = await caller.apiTokens.create(nightly);

    expect(await app.as(token).account.me()).toEqual(account);
    const before = await countRows(app);
    const refused = await Promise.all(
      closed.filter((path) => path !== "account.me").map((path) => refusalCode(call(app, token, path))),
    );

    expect(new Set(refused)).toEqual(new Set(["SCOPE_MISSING"]));
    expect(closed.length).toBeGreaterThan(12);
    expect(await countRows(app)).toEqual(before);
    expect((await refusal(app.as(token).account.update({ bio: "x" }))).details).toEqual({ scope: "account:write" });
    expect((await refusal(app.as(token).tokens.list())).details).toEqual({});
    expect(await caller.account.me()).toEqual(account);
  });

  test("L11: of a scope that is no longer there reaches no procedure", async () => {
    const app = await start();
    const { caller } = await app.gamer();
    const { token } = await caller.apiTokens.create(nightly);
    await rows(app, "update tokens set scopes = 'account:everything' where purpose = 'api' returning id");

    const refused = await Promise.all(closed.map((path) => refusalCode(call(app, token, path))));

    expect(new Set(refused)).toEqual(new Set(["SCOPE_MISSING"]));
    expect(await caller.apiTokens.list()).toMatchObject([{ scopes: ["account:everything"] }]);
  });

  test("L12: with every scope there is reaches no procedure that names none", async () => {
    const app = await start();
    const { caller } = await app.gamer();
    const scopes = (await caller.apiTokens.scopes()).map(({ scope }) => scope);
    const { token } = await caller.apiTokens.create({ ...nightly, scopes });
    await rows(app, "update tokens set scopes = scopes || ' tokens:introspect' where purpose = 'api' returning id");
    const unnamed = procedures.filter(([path, { meta }]) => closed.includes(path) && meta.scope === undefined);

    const refused = await Promise.all(unnamed.map(([path]) => refusalCode(call(app, token, path))));

    expect(new Set(refused)).toEqual(new Set(["SCOPE_MISSING"]));
    for (const [path] of unnamed) expect(path).not.toMatch(/^account\.(me|update)$/);
    const groups = ["auth.confirm", "tokens.list", "apiTokens.create", "account.changePassword", "account.changeEmail"];
    expect(unnamed.map(([path]) => path)).toEqual(expect.arrayContaining(groups));
  });

  test("L12: passes no guard without a scope, and none that wants a fresh proof", async () => {
    const routes: Routes = async (fastify, { guard }) => {
      fastify.get("/plain", { onRequest: guard() }, async () => "served");
      fastify.get("/scoped", { onRequest: guard({ scope: "games:read" }) }, async () => "served");
      fastify.get("/fresh", { onRequest: guard({ scope: "games:read", fresh: true }) }, async () => "served");
    };
    const app = await start({ ...games, routes: [routes] });
    const { caller, token } = await app.gamer();
    const api = await caller.apiTokens.create({ ...nightly, scopes: ["games:read"] });
    const statuses = (presented: string) =>
      Promise.all(
        ["/plain", "/scoped", "/fresh"].map(async (url) => {
          const answer = await app.app.http.inject({ url, headers: { authorization: `Bearer ${presented}` } });
          return answer.statusCode;
        }),
      );

    expect(await statuses(token)).toEqual([200, 200, 200]);
    expect(await statuses(api.token)).toEqual([403, 200, 403]);
  });

  test("L12: ends itself by a logout, and nothing else", async () => {
    const app = await start();
    const { caller } = await app.gamer();
    const [one, other] = [await caller.apiTokens.create(nightly), await caller.apiTokens.create(nightly)];

    expect(await app.as(one.token).auth.logout()).toEqual({ revoked: true });

    expect(await refusalCode(app.as(one.token).account.me())).toBe("TOKEN_INVALID");
    expect(await outcomes([app.as(other.token).account.me(), caller.account.me()])).toEqual({ ok: 2 });
  });

  test("L13: is not created by a wrong input, and the error names the field", async () => {
    const app = await start();
    const { caller } = await app.gamer();
    const manyScopes = Array.from({ length: 100 }, (_, index) => `scope:${index}`);
    const wrong: [field: string, input: object][] = [
      ["scopes", { scopes: [] }],
      ["scopes", { scopes: ["account:everything"] }],
      ["scopes", { scopes: ["tokens:introspect"] }],
      ["scopes", { scopes: ["toString"] }],
      ["scopes", { scopes: ["account:read account:write"] }],
      ["scopes", { scopes: ["account:read", "account:read"] }],
      ["scopes", { scopes: manyScopes }],
      ["scopes", { scopes: undefined }],
      ["name", { name: " " }],
      ["name", { name: "x".repeat(61) }],
      ["name", { name: "a\0b" }],
      ["expiresInDays", { expiresInDays: 0 }],
      ["expiresInDays", { expiresInDays: 366 }],
      ["expiresInDays", { expiresInDays: 1.5 }],
      ["expiresInDays", { expiresInDays: "90" }],
    ];

    for (const [field, input] of wrong) {
      const { code, details } = await refusal(caller.apiTokens.create({ ...nightly, ...input }));
      expect.soft([input, code, details.issues?.[0]?.field]).toEqual([input, "INVALID_INPUT", field]);
    }
    expect(await caller.apiTokens.list()).toEqual([]);
  });

  test("L15: ends to the millisecond, whatever its use, and the purge takes it then", async () => {
    const app = await start({ settings: { tokens: { idleDays: 1, hardDays: 2, renewMinutes: 60 } } });
    const { caller, account, password } = await app.gamer();
    const { token, expiresAt } = await caller.apiTokens.create({ ...nightly, expiresInDays: 30 });
    const again = async () => {
      const login = await app.anonymous.auth.login({ username: account.username, password });
      return app.as(login.valid ? login.token : "");
    };

    app.clock.advance({ hours: 23 });
    await app.as(token).account.me();
    app.clock.advance({ days: 29 });
    await app.as(token).account.me();
    const [used] = await (await again()).apiTokens.list();
    app.clock.advance({ minutes: 59, seconds: 59, ms: 999 });
    const last = await outcomes([app.as(token).account.me()]);
    app.clock.advance({ ms: 1 });

    expect(Date.parse(expiresAt) - Date.parse(account.dateJoined)).toBe(30 * dayMs);
    expect(used?.expiresAt).toBe(expiresAt);
    expect(Date.parse(expiresAt) - Date.parse(used?.lastUsedAt ?? "")).toBe(60 * 60 * 1000);
    expect(last).toEqual({ ok: 1 });
    expect(await refusalCode(app.as(token).account.me())).toBe("TOKEN_EXPIRED");
    expect(await (await again()).apiTokens.list()).toEqual([]);
    const { database, log, settings } = app.app;
    const operators = await createOperatorServices(settings, { database, log, clock: app.clock });
    await operators.tokens.purge({ requestId: "1", address: null, userAgent: null });
    expect(await rows(app, "select 1 from tokens where purpose = 'api'")).toEqual([]);
  });

  test("L15: is good for 90 days unless its owner says otherwise", async () => {
    const app = await start();
    const { caller, account } = await app.gamer();

    const { expiresAt } = await caller.apiTokens.create(nightly);

    expect(Date.parse(expiresAt) - Date.parse(account.dateJoined)).toBe(90 * dayMs);
  });

  test("L16: outlives a change of the password, unless that asks for its end", async () => {
    const app = await start();
    const { caller, password } = await app.gamer();
    const { token } = await caller.apiTokens.create(nightly);
    const change = { currentPassword: password, newPassword: "a wholly different phrase" };

    const changed = await caller.account.changePassword(change);
    const after = await outcomes([app.as(token).account.me()]);
    await app.as(changed.token).account.changePassword({
      currentPassword: change.newPassword,
      newPassword: "yet another long phrase",
      endApiTokens: true,
    });

    expect(after).toEqual({ ok: 1 });
    expect(await refusalCode(app.as(token).account.me())).toBe("TOKEN_INVALID");
  });

  test("L17: of another gamer cannot be revoked, nor told from one that does not exist", async () => {
    const app = await start();
    const [a, b] = [await app.gamer(), await app.gamer()];
    const { id, token } = await a.caller.apiTokens.create(nightly);
    const [session] = await b.caller.tokens.list();

    const others = await refusal(b.caller.apiTokens.revoke({ id }));
    const none = await refusal(b.caller.apiTokens.revoke({ id: 1_000_000 }));

    expect([others.code, others.details]).toEqual([none.code, none.details]);
    expect(others.code).toBe("NOT_FOUND");
    // Neither list reaches into the other.
    expect(await refusalCode(b.caller.apiTokens.revoke({ id: session?.id ?? 0 }))).toBe("NOT_FOUND");
    expect(await refusalCode(a.caller.tokens.revoke({ id }))).toBe("NOT_FOUND");
    await a.caller.tokens.revokeOthers();
    expect(await a.caller.tokens.list()).toHaveLength(1);
    expect(await outcomes([app.as(token).account.me()])).toEqual({ ok: 1 });
    expect(await a.caller.apiTokens.revoke({ id })).toEqual({ revoked: 1 });
    expect(await refusalCode(app.as(token).account.me())).toBe("TOKEN_INVALID");
  });

  test("L18: is in no list, audit, log, mail or row", async () => {
    const app = await start();
    const { caller } = await app.gamer({ email: "ada@example.com" });
    const { token, id } = await caller.apiTokens.create(nightly);
    await app.as(token).account.me();
    await refusalCode(app.as(token).account.update({ bio: "x" }));

    const mails = await app.mails();
    const [dump] = await rows(
      app,
      `select (select json_agg(t) from tokens t)::text as tokens, (select json_agg(a) from audit_events a)::text as audit,
         (select json_agg(m) from mails m)::text as mails`,
    );
    const list = await caller.apiTokens.list();
    await caller.apiTokens.revoke({ id });
    const seen = JSON.stringify([dump, list, mails, app.logLines()]);

    expect(seen).toContain("Nightly report");
    expect(seen).not.toContain(token);
    expect(seen).not.toContain(token.slice("lu_pat_".length, -8));
    const audit = await rows(app, "select event from audit_events where event like 'api_token%' order by id");
    expect(audit).toEqual([{ event: "api_token_create" }, { event: "api_token_revoke" }]);
    const mail = mails.find(({ subject }) => subject.includes("API token"));
    expect(mail?.text).toMatch(/Nightly report.*account:read/s);
  });

  test("L19: is not trimmed when a login makes room for its session", async () => {
    const app = await start({ settings: { tokens: { perUser: 2 } } });
    const { caller, account, password } = await app.gamer();
    const { token } = await caller.apiTokens.create(nightly);

    for (let login = 0; login < 4; login += 1) await app.anonymous.auth.login({ username: account.username, password });

    expect(await outcomes([app.as(token).account.me()])).toEqual({ ok: 1 });
    expect(await rows(app, "select purpose, count(*)::int as count from tokens group by purpose order by 1")).toEqual([
      { purpose: "api", count: 1 },
      { purpose: "session", count: 2 },
    ]);
  });

  test("is created by those alone who have lately shown who they are", async () => {
    const app = await start();
    const { caller } = await app.gamer();
    app.clock.advance({ minutes: 15 });

    expect(await refusalCode(caller.apiTokens.create(nightly))).toBe("REAUTHENTICATION_REQUIRED");
    expect(await caller.apiTokens.list()).toEqual([]);
  });

  test("an expired one does not count against the limit", async () => {
    const app = await start();
    const { caller, password } = await app.gamer();
    for (let token = 0; token < 20; token += 1) await caller.apiTokens.create({ ...nightly, expiresInDays: 1 });
    const full = await refusalCode(caller.apiTokens.create(nightly));
    app.clock.advance({ days: 1 });
    const { token } = await caller.auth.confirm({ password });

    const created = await app.as(token).apiTokens.create(nightly);

    expect(full).toBe("LIMIT_REACHED");
    expect(await app.as(token).apiTokens.list()).toMatchObject([{ id: created.id }]);
  });
});

describe("the scopes of an app", () => {
  test("open its procedures, and no others, to a token that has them", async () => {
    const app = await createTestApp(games);
    onTestFinished(() => app[Symbol.asyncDispose]());
    const { caller, account } = await app.gamer();
    const { token } = await caller.apiTokens.create({ ...nightly, scopes: ["games:read"] });

    expect(await caller.games.join()).toBe(account.username);
    expect(await app.as(token).games.mine()).toBe(account.username);
    expect((await refusal(app.as(token).games.join())).details).toEqual({ scope: "games:write" });
    expect(await refusalCode(app.as(token).account.me())).toBe("SCOPE_MISSING");
    expect(await caller.apiTokens.scopes()).toEqual([
      { scope: "account:read", description: "See your profile" },
      { scope: "account:write", description: "Change your profile" },
      { scope: "games:read", description: "See your games" },
      { scope: "games:write", description: "Create and join games" },
    ]);
  });

  const nowhere = { DATABASE_URL: "postgres://nowhere@127.0.0.1:1/nowhere" };

  test.each<[string, string, object]>([
    ["a procedure asks for", "games:read", { router: games.router }],
    ["takes the name of one of ours", "account:read", { scopes: { "account:read": "Read it all" } }],
    ["takes the name of one of ours", "tokens:introspect", { scopes: { "tokens:introspect": "Read them all" } }],
    ["cannot be separated from others", "games read", { scopes: { "games read": "See your games" } }],
  ])("that is wrong, since it %s: %s, keeps the app from starting", async (_what, scope, composition) => {
    const error = await createLevelUp(nowhere, composition).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toContain(scope);
  });

  test("that a guard asks for and nothing declares keeps the app from starting", async () => {
    const routes: Routes = async (fastify, { guard }) => {
      fastify.get("/games", { onRequest: guard({ scope: "games:raed" }) }, async () => "");
    };

    await expect(createTestApp({ ...games, routes: [routes] })).rejects.toThrow(/games:raed/);
  });
});

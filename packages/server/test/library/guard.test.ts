import { rows } from "@levelup/test-support/support.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Actor, Routes } from "../../src/index.ts";
import { createTestApp, generateToken } from "../../src/testing/index.ts";

/** A request to a route with a guard of each style, and to `/auth/check`. */
const urls = { django: "/django", trpc: "/trpc-style", check: "/auth/check" };
const freshUrl = "/fresh";

const guarded: Routes = async (fastify, { guard }) => {
  // Not even an error handler that swallows all lets a request through.
  fastify.setErrorHandler((_error, _request, reply) => reply.code(200).send("swallowed"));
  const handler = async (request: { getDecorator<Type>(name: string): Type }) =>
    request.getDecorator<Actor>("actor").username;
  fastify.get(urls.django, { onRequest: guard() }, handler);
  fastify.get(freshUrl, { onRequest: guard({ fresh: true }) }, handler);
  fastify.get(urls.trpc, { onRequest: guard({ style: "trpc" }) }, handler);
};

async function start() {
  const app = await createTestApp({ routes: [guarded] });
  onTestFinished(() => app[Symbol.asyncDispose]());
  const { http } = app.app;
  const get = (url: string, authorization?: string) =>
    http.inject({ url, headers: authorization === undefined ? {} : { authorization } });
  return { app, get };
}

describe("a guard", () => {
  test("lets a request with a valid token pass, with its actor", async () => {
    const { app, get } = await start();
    const { token, account } = await app.gamer();

    for (const url of [urls.django, urls.trpc]) {
      expect((await get(url, `Token ${token}`)).body).toBe(account.username);
      expect((await get(url, `bearer ${token}`)).body).toBe(account.username);
    }
    const line = app.logLines().find((text) => text.includes(urls.django)) ?? "{}";
    expect(JSON.parse(line)).toMatchObject({ status: 200, userId: account.id });
  });

  test.each([
    [undefined, "Authentication credentials were not provided.", "TOKEN_MISSING"],
    ["Basic eDp5", "Authentication credentials were not provided.", "TOKEN_MISSING"],
    ["Token", "Invalid token header. No credentials provided.", "TOKEN_INVALID"],
    ["Token a b", "Invalid token header. Token string should not contain spaces.", "TOKEN_INVALID"],
    ["Token \u00ff", "Invalid token header. Token string should not contain invalid characters.", "TOKEN_INVALID"],
    ["Token null", "Invalid token.", "TOKEN_INVALID"],
    [`Token ${generateToken()}`, "Invalid token.", "TOKEN_INVALID"],
  ])("K8: answers the header %s with 401 in the style asked for", async (header, detail, code) => {
    const { get } = await start();

    for (const url of [urls.django, urls.check]) {
      const answer = await get(url, header);
      expect([answer.statusCode, answer.headers["www-authenticate"], answer.json()]).toEqual([
        401,
        "Token",
        { detail },
      ]);
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
    const answer = await get(urls.trpc, header);
    expect([answer.statusCode, answer.headers["www-authenticate"], answer.json().error.data.code]).toEqual([
      401,
      "Token",
      code,
    ]);
  });

  test("K8: refuses an expired and a revoked token, and an inactive account", async () => {
    const { app, get } = await start();
    const revoked = await app.gamer();
    await revoked.caller.auth.logout();
    const inactive = await app.gamer();
    await rows(app, "update users set is_active = false where id = ?", [inactive.account.id]);
    const expired = await app.gamer();
    await rows(app, "update tokens set expires_at = '2000-01-01' where user_id = ?", [expired.account.id]);

    const said = async (token: string) => [
      (await get(urls.django, `Token ${token}`)).json().detail,
      (await get(urls.trpc, `Token ${token}`)).json().error.data.code,
      (await get(urls.check, `Token ${token}`)).json().detail,
    ];

    expect(await said(revoked.token)).toEqual(["Invalid token.", "TOKEN_INVALID", "Invalid token."]);
    const deleted = "User inactive or deleted.";
    expect(await said(inactive.token)).toEqual([deleted, "ACCOUNT_INACTIVE", deleted]);
    expect(await said(expired.token)).toEqual(["Invalid token.", "TOKEN_EXPIRED", "Invalid token."]);
  });

  test("answers an API token with 403: it has no scope that would let it pass", async () => {
    const { app, get } = await start();
    const { token } = await app.gamer();
    await rows(app, "update tokens set purpose = 'api'");

    for (const url of Object.values(urls)) expect((await get(url, `Token ${token}`)).statusCode).toBe(403);
  });

  test("with `fresh` answers 403 when the last proof of who calls is long ago", async () => {
    const { app, get } = await start();
    const { token } = await app.gamer();

    expect((await get(freshUrl, `Token ${token}`)).statusCode).toBe(200);
    app.clock.advance({ days: 1 });
    expect((await get(freshUrl, `Token ${token}`)).statusCode).toBe(403);
    expect((await get(urls.django, `Token ${token}`)).statusCode).toBe(200);
  });

  test("K9: refuses a token at the next request after it was revoked elsewhere", async () => {
    const { app, get } = await start();
    const { token, account } = await app.gamer();
    const statuses = async () =>
      Promise.all(Object.values(urls).map(async (url) => (await get(url, `Token ${token}`)).statusCode));

    expect(await statuses()).toEqual([200, 200, 204]);
    await rows(app, "delete from tokens where user_id = ?", [account.id]);
    expect(await statuses()).toEqual([401, 401, 401]);
  });
});

describe("GET /auth/check", () => {
  test("K9: says in headers alone who presents a token", async () => {
    const { app, get } = await start();
    const { token, account } = await app.gamer({ username: "Ünsal@me.com" });

    const answer = await get(urls.check, `Token ${token}`);
    await rows(app, "update users set is_staff = true");
    const staff = await get(urls.check, `Token ${token}`);

    const own = Object.entries(answer.headers).filter(([name]) => name.startsWith("x-levelup-"));
    expect([answer.statusCode, answer.body, Object.fromEntries(own)]).toEqual([
      204,
      "",
      {
        "x-levelup-user": String(account.id),
        "x-levelup-username": "%C3%9Cnsal%40me.com",
        "x-levelup-token": String((await rows<{ id: number }>(app, "select id from tokens"))[0]?.id),
        "x-levelup-kind": "session",
        "x-levelup-scopes": "account:read account:write",
        "x-levelup-staff": "0",
      },
    ]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(staff.headers["x-levelup-staff"]).toBe("1");
  });

  test("L11: lets an API token pass by the scope that is asked for, and by account:read if none is", async () => {
    const { app, get } = await start();
    const { caller, token: session, account } = await app.gamer();
    const token = async (scope: string) => (await caller.apiTokens.create({ name: "Script", scopes: [scope] })).token;
    const [reading, writing] = [await token("account:read"), await token("account:write")];
    const status = async (presented: string, query = "") =>
      (await get(`${urls.check}${query}`, `Bearer ${presented}`)).statusCode;

    expect([await status(reading), await status(writing)]).toEqual([204, 403]);
    const asked = "?scope=account:write";
    expect([await status(reading, asked), await status(writing, asked)]).toEqual([403, 204]);
    expect(await status(session, "?scope=games:write")).toBe(204);
    expect(await status(session, "?scope=tokens:introspect")).toBe(403);
    expect(await status(session, "?scope=")).toBe(400);
    expect(await status(session, "?scope=account:read&scope=account:write")).toBe(400);
    expect((await get(urls.check, `Token ${reading}`)).headers).toMatchObject({
      "x-levelup-user": String(account.id),
      "x-levelup-kind": "api",
      "x-levelup-scopes": "account:read",
    });
  });

  test("K9: answers 503 when tokens cannot be checked", async () => {
    const { app, get } = await start();
    const { token } = await app.gamer();
    const refused = Object.assign(new Error("hunter2"), { code: "ECONNREFUSED" });
    vi.spyOn(app.app.services.tokens, "verify").mockRejectedValue(refused);

    const answer = await get(urls.check, `Token ${token}`);

    expect([answer.statusCode, answer.headers["retry-after"], answer.json()]).toEqual([
      503,
      "1",
      { detail: "The server cannot reach its database. Try again in a moment." },
    ]);
  });
});

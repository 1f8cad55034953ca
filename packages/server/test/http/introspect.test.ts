import { operatedApp } from "@levelup/test-support/cli.ts";
import { rows } from "@levelup/test-support/support.ts";
import { expect, onTestFinished, test } from "vitest";
import { generateToken } from "../../src/testing/index.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };

/** A service that may ask whose a token is, a gamer, and a server on a real socket. */
async function start() {
  const here = await operatedApp();
  onTestFinished(() => here[Symbol.asyncDispose]());
  await here.app.gamer({ username: "gateway" });
  const issue = ["tokens", "issue", "gateway", "--scope", "tokens:introspect", "--name", "Gateway"];
  const service = (await here.levelup(issue)).out.trim();
  const url = `${await here.app.listen()}/auth/introspect`;

  async function ask(
    body: string | URLSearchParams,
    headers: Record<string, string> = { authorization: `Bearer ${service}` },
  ) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { ...form, accept: "application/json", ...headers },
      body,
    });
    const json = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, headers: answer.headers, json };
  }
  const about = async (token: string) => (await ask(new URLSearchParams({ token }))).json;
  return { ...here, service, gamer: await here.app.gamer({ username: "Ünsal@me.com" }), ask, about };
}

test("L21: introspection tells another service whose an API token is, what it may do and when it ends", async () => {
  const { gamer, ask } = await start();
  const { token, expiresAt } = await gamer.caller.apiTokens.create({
    name: "Nightly report",
    scopes: ["account:read", "account:write"],
  });

  const { status, headers, json } = await ask(`token=${token}&token_type_hint=access_token`);

  const seconds = (time: string | undefined) => Math.floor(Date.parse(time ?? "") / 1000);
  expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
    200,
    "application/json",
    "no-store",
  ]);
  expect(json).toEqual({
    active: true,
    sub: String(gamer.account.id),
    username: "Ünsal@me.com",
    scope: "account:read account:write",
    exp: seconds(expiresAt),
    iat: seconds((await gamer.caller.apiTokens.list())[0]?.createdAt),
  });
});

test("L21: introspection gives a session every scope but that of introspection, and counts as its use", async () => {
  const { app, gamer, about } = await start();
  app.clock.advance({ hours: 2 });

  expect(await about(gamer.token)).toMatchObject({ active: true, scope: "account:read account:write" });

  const [session] = await gamer.caller.tokens.list();
  expect(session?.lastUsedAt).toBe(app.clock.now().toISOString());
});

test("L21: introspection says of a token that is not accepted that it is inactive, and nothing else", async () => {
  const { app, gamer, about } = await start();
  const revoked = await app.gamer();
  await revoked.caller.auth.logout();
  const inactive = await app.gamer();
  await rows(app, "update users set is_active = false where id = ? returning id", [inactive.account.id]);
  const { token: expired } = await gamer.caller.apiTokens.create({
    name: "Short",
    scopes: ["account:read"],
    expiresInDays: 1,
  });
  app.clock.advance({ days: 1 });
  const unaccepted = [
    revoked.token,
    inactive.token,
    expired,
    generateToken(),
    generateToken("reset"),
    "",
    "x y",
    "null",
  ];

  for (const token of unaccepted) expect.soft([token, await about(token)]).toEqual([token, { active: false }]);
});

test("L22: introspection is for tokens that have its scope, which no session has and no gamer can give", async () => {
  const { service, gamer, ask, about } = await start();
  const api = await gamer.caller.apiTokens.create({ name: "Other", scopes: ["account:read"] });
  const body = `token=${gamer.token}`;
  const statusFor = async (authorization?: string) =>
    (await ask(body, authorization === undefined ? {} : { authorization })).status;
  const basic = (secret: string) => `Basic ${Buffer.from(`gateway:${secret}`).toString("base64")}`;

  expect(await statusFor()).toBe(401);
  expect(await statusFor(`Bearer ${generateToken("api")}`)).toBe(401);
  expect(await statusFor("Basic gateway")).toBe(401);
  expect(await statusFor(basic("wrong"))).toBe(401);
  expect(await statusFor(`Bearer ${gamer.token}`)).toBe(403);
  expect(await statusFor(`Bearer ${api.token}`)).toBe(403);
  expect(await statusFor(`Bearer ${service}`)).toBe(200);
  expect(await statusFor(basic(service))).toBe(200);
  expect((await about(service)).scope).toBe("tokens:introspect");
  expect((await ask(body, {})).headers.get("www-authenticate")).toBe("Token");
});

test("L22: introspection reads a small form with one token, and nothing else; no token is in the log", async () => {
  const { app, service, gamer, ask } = await start();
  const authorization = `Bearer ${service}`;
  const token = `token=${gamer.token}`;

  const bodies = await Promise.all([
    ask(`${token}&${token}`),
    ask("token_type_hint=x"),
    ask(""),
    ask(`${token}&x=${"x".repeat(4096)}`),
    ask(JSON.stringify({ token: gamer.token }), { authorization, "content-type": "application/json" }),
  ]);

  expect(bodies.map(({ status }) => status)).toEqual([400, 400, 400, 413, 415]);
  const seen = JSON.stringify([bodies.map(({ json }) => json), app.logLines()]);
  for (const secret of [service, gamer.token]) expect(seen).not.toContain(secret);
});

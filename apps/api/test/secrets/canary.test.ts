import { request } from "node:http";
import { appRouter } from "@levelup/server";
import { generateToken, type TestApp } from "@levelup/server/testing";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";

const canary = "canary-9b1f hunter2 correct horse";
/** Forms in which a text may appear. */
const disguises = [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  Buffer.from(canary).toString("base64"),
];

type Shot = { method: string; path: string; headers: Record<string, string>; body?: string };

/** Sends a request exactly as given. */
function send(url: string, { method, path, headers, body }: Shot): Promise<string> {
  return new Promise((resolve) => {
    const call = request(url, { method, path, headers }, (response) => {
      let text = `${response.statusCode} ${JSON.stringify(response.headers)} `;
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
      response.on("error", () => resolve(text));
    });
    call.on("error", (error) => resolve(String(error)));
    call.end(body);
  });
}

/** Base64url in form, so that it comes as far as the checks of a passkey. */
const disguised = Buffer.from(canary).toString("base64url");
const credential = { id: disguised, rawId: disguised, type: "public-key" };
const signed = { clientDataJSON: disguised, authenticatorData: disguised, signature: disguised };
const made = { clientDataJSON: disguised, attestationObject: disguised };

function bodies(username: string) {
  return {
    "auth.register": { username: `${username}-2`, password: canary, firstName: "A", lastName: "B" },
    "auth.login": { username, password: canary },
    "auth.secondFactor": { challenge: canary, code: canary },
    "secondFactor.begin": {},
    "secondFactor.activate": { code: canary },
    "secondFactor.disable": {},
    "secondFactor.recoveryCodes": {},
    "auth.logout": {},
    "account.me": {},
    "account.update": { bio: "x", password: canary },
    "account.changePassword": { currentPassword: canary, newPassword: `${canary} new` },
    "auth.options": {},
    "auth.requestPasswordReset": { login: username, deviceId: canary },
    "auth.resetPassword": { token: canary, newPassword: canary },
    "auth.confirmEmail": { token: canary },
    "auth.confirm": { password: canary },
    "auth.beginPasskey": {},
    "auth.passkey": { ceremony: canary, response: { ...credential, response: { ...signed, userHandle: disguised } } },
    "passkeys.begin": {},
    "passkeys.add": { ceremony: canary, response: { ...credential, response: made } },
    "passkeys.list": {},
    "passkeys.rename": { id: canary, name: "Phone" },
    "passkeys.remove": { id: canary },
    "account.requestEmailVerification": {},
    "account.changeEmail": { email: canary },
    "account.security": {},
    "tokens.list": {},
    "tokens.revoke": { id: canary },
    "tokens.revokeOthers": {},
    "apiTokens.create": { name: "x", scopes: [canary] },
    "apiTokens.list": {},
    "apiTokens.revoke": { id: canary },
    "apiTokens.scopes": {},
  };
}

type Endpoint = { path: string; body: object };

/** Every endpoint, and one that does not exist. */
function endpoints(username: string): Endpoint[] {
  const inputs = bodies(username);
  return [
    ...Object.entries(inputs).map(([path, body]) => ({ path: `/trpc/${path}`, body })),
    { path: "/login", body: inputs["auth.login"] },
    { path: "/register", body: { username, password: canary, first_name: "A", last_name: "B" } },
    { path: "/profile", body: {} },
    { path: "/api-auth/login/", body: inputs["auth.login"] },
    { path: "/auth/check", body: {} },
    { path: "/auth/introspect", body: { token: canary } },
    { path: "/healthz", body: {} },
    { path: "/readyz", body: {} },
    { path: "/nothing", body: inputs["auth.login"] },
  ];
}

/** Right and wrong requests for an endpoint, with a secret in each place where a careless client may put one. */
function shots({ path, body }: Endpoint, token: string): Shot[] {
  const authorization = `Token ${token}`;
  const json = { "content-type": "application/json" };
  const query = `password=${encodeURIComponent(canary)}&token=${token}&input=${encodeURIComponent(JSON.stringify({ password: canary, token }))}`;
  const text = JSON.stringify(body);
  const form = new URLSearchParams(body as Record<string, string>).toString();
  const post = { method: "POST", path };
  return [
    { ...post, headers: { ...json, authorization }, body: text },
    { ...post, headers: json, body: text },
    { ...post, headers: { ...json, authorization: `Bearer ${token} ${canary}` }, body: text },
    {
      ...post,
      headers: { ...json, authorization: `Basic ${token}`, cookie: `token=${token}; password=${canary}` },
      body: text,
    },
    { ...post, headers: { ...json, "user-agent": "curl" }, body: `${text.slice(0, -1)}, "${canary} ${token}` },
    { ...post, headers: json, body: `"${canary} ${token}"` },
    { ...post, headers: { "content-type": "text/plain", authorization }, body: text },
    { ...post, headers: { "content-type": "application/x-www-form-urlencoded" }, body: form },
    {
      ...post,
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: `--x\r\ncontent-disposition: form-data; name="password"\r\n\r\n${canary}\r\n--x--\r\n`,
    },
    { method: "POST", path: `${path}?${query}`, headers: json, body: text },
    { method: "GET", path: `${path}?${query}`, headers: { authorization } },
    { method: "GET", path: `${path}/${token}`, headers: {} },
    { method: "GET", path: `/${token}${path}?${query}`, headers: {} },
    { method: "PUT", path: `${path}?batch=1&${query}`, headers: json, body: `{"0":${text},"1":"${token}"}` },
    { method: "POST", path: `${path},auth.login?batch=1`, headers: json, body: `{"0":${text},"1":${text}}` },
  ];
}

/** What the app holds: its metrics and its rows. */
async function everythingKept(test: TestApp): Promise<string> {
  const [tables] = await rows(
    test,
    `select (select json_agg(a)::text from audit_events a) as audit, (select json_agg(u)::text from users u) as users,
       (select json_agg(t)::text from tokens t) as tokens`,
  );
  return `${await test.app.metrics.text()}\n${JSON.stringify(tables)}`;
}

/** Takes a fresh gamer, with the canary for a password, through every endpoint. */
async function shootAtEverything(app: TestApp, url: string): Promise<{ answers: string; secrets: string[] }> {
  const answers: string[] = [];
  const stranger = generateToken();
  const secrets = [...disguises, stranger];
  for (const [index, endpoint] of endpoints("").entries()) {
    const username = `owner-${index}`;
    const { token } = await app.gamer({ username, password: canary });
    secrets.push(token);
    const called = endpoints(username)[index] ?? endpoint;
    for (const shot of [...shots(called, token), ...shots(called, stranger)]) answers.push(await send(url, shot));
  }
  return { answers: answers.join("\n"), secrets };
}

describe("G3: a password and a token that go through every endpoint, rightly and wrongly", () => {
  test("G3: go through every procedure", () => {
    expect(Object.keys(bodies("")).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
  });

  test("G3: are in no log line, metric, row or error", async () => {
    await using app = await createTestApp();
    const { answers, secrets } = await shootAtEverything(app, await app.listen());

    const log = app.logLines().join("\n");
    const kept = await everythingKept(app);
    for (const secret of secrets) {
      expect
        .soft([secret, log.includes(secret), kept.includes(secret), answers.includes(secret)])
        .toEqual([secret, false, false, false]);
    }
    const reached = kept.match(/(?<=levelup_calls_total{procedure=")[^"]+/g);
    expect(new Set(reached)).toEqual(new Set(Object.keys(appRouter._def.procedures)));
    expect(log).toContain('"requestId"');
  });

  test("G3: are in no log line or error while the database fails", async () => {
    await using app = await createTestApp();
    const gamer = await app.gamer({ username: "owner", password: canary });
    const url = await app.listen();
    await rows(app, "alter table audit_events rename to gone");

    const answers: string[] = [];
    for (const endpoint of endpoints("owner")) {
      for (const shot of shots(endpoint, gamer.token)) answers.push(await send(url, shot));
    }

    const seen = `${app.logLines().join("\n")}\n${answers.join("\n")}`;
    expect(seen).toContain('"code":"INTERNAL"');
    for (const secret of [...disguises, gamer.token])
      expect.soft([secret, seen.includes(secret)]).toEqual([secret, false]);
  });
});

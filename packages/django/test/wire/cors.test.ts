import { readSettings, StartError } from "@levelup/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDjangoApp, type DjangoApp, fixtureToken } from "../support/django-client.ts";

const origin = "http://localhost:3000";
const asks = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "authorization,content-type",
};

function accessControl(headers: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control-")));
}

const preflightHeaders = (of: string) => ({
  "access-control-allow-origin": of,
  "access-control-allow-headers":
    "accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with",
  "access-control-allow-methods": "DELETE, GET, OPTIONS, PATCH, POST, PUT",
  "access-control-max-age": "86400",
});

let app: DjangoApp;
beforeAll(async () => {
  app = await createDjangoApp();
});
afterAll(() => app[Symbol.asyncDispose]());

describe("a preflight", () => {
  test.each([
    ["/login", "http://localhost:3000"],
    ["/register", "http://127.0.0.1:3000"],
    ["/profile", "http://localhost:5173"],
    ["/trpc/auth.login", "http://127.0.0.1:5173"],
    ["/nowhere", "http://localhost:3000"],
  ])("A13: for %s from %s is answered as django-cors-headers does", async (path, from) => {
    const { status, headers, text } = await app.call("OPTIONS", path, { headers: { origin: from, ...asks } });

    expect([status, text, headers["content-length"]]).toEqual([200, "", "0"]);
    expect([accessControl(headers), headers.vary]).toEqual([preflightHeaders(from), "Origin"]);
  });

  test.each([
    "http://evil.example",
    "https://localhost:3000",
    "http://localhost:3001",
    "http://localhost:3000.evil.example",
    "http://evil.example#http://localhost:3000",
    "http://LOCALHOST:3000",
    "null",
    "",
  ])("A13: from %j, which is not listed, gets no Access-Control header", async (from) => {
    const { headers } = await app.call("OPTIONS", "/login", { headers: { origin: from, ...asks } });

    expect([accessControl(headers), headers.vary]).toEqual([{}, "Origin"]);
  });
});

describe("an answer", () => {
  const json = { "content-type": "application/json" };
  const requests = [
    ["a login", "POST", "/login", json, '{"username":"me@me.com","password":"me"}', 200],
    ["a refused registration", "POST", "/register", json, "{}", 400],
    ["broken JSON", "POST", "/login", json, "{", 400],
    ["a wrong method", "GET", "/login", {}, undefined, 405],
    ["a wrong media type", "POST", "/login", { "content-type": "text/plain" }, "x", 415],
    ["a body too large", "POST", "/login", json, "x".repeat(70_000), 413],
    ["no token", "GET", "/profile", {}, undefined, 401],
    ["nothing there", "GET", "/nowhere", {}, undefined, 404],
    ["a procedure", "GET", "/trpc/account.me", { authorization: `Token ${fixtureToken}` }, undefined, 200],
    ["a refused procedure", "GET", "/trpc/account.me", {}, undefined, 401],
  ] as const;

  test.each(requests)("A13: to %s carries the origin", async (_what, method, path, headers, body, status) => {
    const call = (from: string) =>
      app.call(method, path, { headers: { ...headers, origin: from }, ...(body === undefined ? {} : { body }) });

    const [listed, unlisted] = [await call(origin), await call("http://evil.example")];

    expect([listed.status, accessControl(listed.headers)]).toEqual([status, { "access-control-allow-origin": origin }]);
    // What changes something is not even looked at.
    expect([unlisted.status, accessControl(unlisted.headers)]).toEqual([method === "GET" ? status : 403, {}]);
    for (const { headers } of [listed, unlisted]) expect(String(headers.vary).split(", ")).toContain("Origin");
  });

  test("A13: to an error of ours carries the origin too", async () => {
    await using app = await createDjangoApp();
    await app.app.database.fork().execute("alter table tokens rename to tokens_no_more");

    const headers = { origin, authorization: `Token ${fixtureToken}` };
    const answer = await app.call("GET", "/profile", { headers });

    expect([answer.status, accessControl(answer.headers)]).toEqual([500, { "access-control-allow-origin": origin }]);
  });
});

describe("CORS_ORIGINS", () => {
  test("A13: replaces the list", async () => {
    const { corsOrigins } = readSettings({
      CORS_ORIGINS: "https://play.example.com, https://www.example.com:8443",
    }).http;
    await using app = await createDjangoApp({ settings: { http: { corsOrigins } } });
    const from = async (sender: string) =>
      accessControl((await app.call("GET", "/login", { headers: { origin: sender } })).headers);

    expect(await from("https://www.example.com:8443")).toEqual({
      "access-control-allow-origin": "https://www.example.com:8443",
    });
    expect(await from(origin)).toEqual({});
  });

  test.each(["*", "localhost:3000", "https://play.example.com/", "https://a.example,", "null", "ftp://a.example"])(
    "%j is no list of origins",
    (value) => {
      expect(() => readSettings({ CORS_ORIGINS: value })).toThrow(StartError);
    },
  );
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDjangoApp, type DjangoApp, fixtureToken } from "../support/django-client.ts";

const page = "<!doctype html><title>Level Up</title>";
const navigation = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
let webRoot: string;
let app: DjangoApp;

beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), "levelup-web-"));
  writeFileSync(join(webRoot, "index.html"), page);
  app = await createDjangoApp({ settings: { http: { webRoot } } });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  rmSync(webRoot, { recursive: true });
});

describe("the method", () => {
  test.each([
    ["GET", "/login", "POST, OPTIONS"],
    ["PUT", "/login", "POST, OPTIONS"],
    ["DELETE", "/register", "POST, OPTIONS"],
    ["HEAD", "/register", "POST, OPTIONS"],
    ["TRACE", "/register", "POST, OPTIONS"],
  ])("A10: %s %s is refused with 405 and Allow: %s", async (method, path, allow) => {
    const { status, headers, json } = await app.call(method, path);

    expect([status, headers.allow]).toEqual([405, allow]);
    expect(json).toEqual(method === "HEAD" ? undefined : { detail: `Method "${method}" not allowed.` });
  });

  test("A10: of a profile is checked after the token, as DRF does", async () => {
    const anonymous = await app.call("POST", "/profile");
    const known = await app.call("POST", "/profile", { headers: { authorization: `Token ${fixtureToken}` } });

    expect([anonymous.status, known.status, known.headers.allow]).toEqual([401, 405, "GET, OPTIONS"]);
  });

  test("A10: is checked before the body", async () => {
    const { status } = await app.call("PUT", "/login", { headers: { "content-type": "text/plain" }, body: "x" });

    expect(status).toBe(405);
  });

  test("OPTIONS says what an endpoint takes", async () => {
    const { status, headers, json } = await app.call("OPTIONS", "/register");

    expect([status, headers.allow]).toEqual([200, "POST, OPTIONS"]);
    expect(json).toEqual({
      name: "Register",
      description: "",
      renders: ["application/json"],
      parses: ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
    });
  });
});

describe("a browser's navigation", () => {
  test.each(["/login", "/register", "/profile", "/login?next=%2Fdevices", "/login/"])(
    "A10: to %s gets the page",
    async (path) => {
      const { status, headers, text } = await app.call("GET", path, { headers: navigation });

      expect([status, text]).toEqual([200, page]);
      expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" });
      expect(headers.vary).toMatch(/^Accept,.*Origin$/);
    },
  );

  test.each([
    ["GET", "/login", "application/json, text/plain, */*", 405],
    ["GET", "/register", "*/*", 405],
    ["GET", "/profile", "application/json", 401],
    ["POST", "/login", navigation.accept, 400],
  ])("A10: is not %s %s with Accept: %s", async (method, path, accept, status) => {
    const answer = await app.call(method, path, { headers: { accept } });

    expect([answer.status, typeof answer.json]).toEqual([status, "object"]);
  });

  test("A10: gets the API's answer where no web app is served", async () => {
    await using app = await createDjangoApp();

    expect((await app.call("GET", "/login", { headers: navigation })).status).toBe(405);
  });
});

test.each(["/Login", "/login/x", "/login//", "/api-token-auth/x"])("A10: %s is 404", async (path) => {
  const answers = await Promise.all([app.call("POST", path), app.call("GET", path)]);

  expect(answers.map(({ status, json }) => [status, typeof json])).toEqual([
    [404, "object"],
    [404, "object"],
  ]);
});

describe("api-auth", () => {
  test.each([
    ["/api-authlogin/", "/login"],
    ["/api-auth/login/", "/login"],
    ["/api-authlogout/", "/logout"],
    ["/api-auth/logout/", "/logout"],
  ])("A11: %s leads a browser to %s", async (path, target) => {
    const [get, post] = await Promise.all([
      app.call("GET", path, { headers: navigation }),
      app.call("POST", path, { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "csrf=1" }),
    ]);

    expect([get.status, get.headers.location]).toEqual([302, target]);
    expect([post.status, post.headers.location]).toEqual([303, target]);
  });

  test("A11: login takes next along, a path of this origin", async () => {
    const { headers } = await app.call("GET", "/api-authlogin/?next=%2Fdevices%3Fa%3D1");

    expect(headers.location).toBe("/login?next=%2Fdevices%3Fa%3D1");
  });

  test.each(["https://evil.example", "//evil.example", "/\\evil.example", "%2F%2Fevil.example", "/%252Fevil.example"])(
    "A11: login ignores next=%s",
    async (next) => {
      const { headers } = await app.call("GET", `/api-auth/login/?next=${next}`);

      expect(headers.location).toBe("/login");
    },
  );

  test("A11: login ignores two of next", async () => {
    const { headers } = await app.call("GET", "/api-auth/login/?next=/a&next=//evil.example");

    expect(headers.location).toBe("/login");
  });
});

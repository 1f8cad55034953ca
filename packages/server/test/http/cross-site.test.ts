import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sendBytes } from "@levelup/test-support/raw-http.ts";
import { createWire, goodPassword, type Wire } from "@levelup/test-support/wire.ts";
import bcrypt from "bcrypt";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

const page = "<!doctype html><title>Level Up</title>";
let webRoot: string;
let wire: Wire;
/** The same without the web app. */
let bare: Wire;
beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), "levelup-web-"));
  writeFileSync(join(webRoot, "index.html"), page);
  wire = await createWire({ settings: { http: { webRoot, corsOrigins: [listed, "capacitor://localhost"] } } });
  bare = await createWire();
  await wire.register({ username: "ada" });
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await wire[Symbol.asyncDispose]();
  await bare[Symbol.asyncDispose]();
  rmSync(webRoot, { recursive: true });
});

const listed = "https://play.example.com";
const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const body = JSON.stringify({ username: "ada", password: goodPassword });
const registration = new URLSearchParams({
  username: "eve",
  password: goodPassword,
  first_name: "Eve",
  last_name: "G",
}).toString();
const credentials = new URLSearchParams({ username: "ada", password: goodPassword }).toString();

type Headers = Record<string, string>;

/** What happens to a login with these headers, on the Django wire and by tRPC: statuses, and the hashes that it cost. */
async function logIn(headers: Headers, to = wire) {
  const hash = vi.spyOn(bcrypt, "hash");
  const send = (path: string) => to.app.app.http.inject({ method: "POST", url: path, headers, payload: body });
  const answers = [await send("/login"), await send("/trpc/auth.login")];
  const hashes = hash.mock.calls.length;
  hash.mockRestore();
  return { statuses: answers.map(({ statusCode }) => statusCode), hashes };
}

describe("R29: a request that changes something", () => {
  test.each<[string, Headers]>([
    ["says that it is cross-site", { "sec-fetch-site": "cross-site" }],
    ["says that it comes from another host of the site", { "sec-fetch-site": "same-site" }],
    ["has a foreign origin", { origin: "https://evil.example" }],
    ["has an origin that is hidden", { origin: "null" }],
    ["has an origin of another port", { origin: "http://localhost:81" }],
    ["has an origin that begins as ours", { origin: "http://localhost.evil.example" }],
    ["has an origin that is none", { origin: "localhost" }],
    ["has an origin beside ours", { origin: "http://localhost, https://evil.example" }],
    ["came by an address bar, says its foreign page", { "sec-fetch-site": "none", origin: "https://evil.example" }],
    ["names a listed origin in another spelling", { origin: `${listed}/` }],
  ])("R29: and %s is refused before any work", async (_what, headers) => {
    expect(await logIn({ ...json, ...headers })).toEqual({ statuses: [403, 403], hashes: 0 });
  });

  test.each<[string, Headers]>([
    ["is no browser's", {}],
    ["is of the same origin", { "sec-fetch-site": "same-origin", origin: "http://localhost" }],
    ["is of the same origin behind a proxy that changes the host", { "sec-fetch-site": "same-origin", origin: listed }],
    ["is of an older browser and the same origin", { origin: "http://localhost", host: "localhost" }],
    ["is of the same origin over TLS that ends at a proxy", { origin: "https://localhost", host: "localhost:443" }],
    ["is of a listed origin", { origin: listed, "sec-fetch-site": "cross-site" }],
    ["is of an app", { origin: "capacitor://localhost", "sec-fetch-site": "cross-site" }],
  ])("R29: and %s is served", async (_what, headers) => {
    expect((await logIn({ ...json, host: "localhost", ...headers })).statuses).toEqual([200, 200]);
  });

  test("R29: by any method, at any path, is refused with an error in the shape of its route", async () => {
    const headers = { ...json, "sec-fetch-site": "cross-site" };
    const answers = await Promise.all(
      (
        [
          ["POST", "/register"],
          ["PUT", "/login"],
          ["DELETE", "/trpc/auth.logout"],
          ["PATCH", "/nowhere"],
          ["POST", "/api-auth/login/"],
        ] as const
      ).map(([method, url]) => wire.app.app.http.inject({ method, url, headers, payload: "{}" })),
    );

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403, 403]);
    expect(answers[0]?.json()).toEqual({ detail: expect.any(String) });
    expect(answers[2]?.json()).toMatchObject({ error: { data: { code: "FORBIDDEN", httpStatus: 403 } } });
  });

  test("R29: changes nothing when a page of another site posts a form", async () => {
    const headers = {
      ...form,
      "sec-fetch-site": "cross-site",
      "sec-fetch-mode": "no-cors",
      origin: "https://evil.example",
    };
    const answer = await wire.app.app.http.inject({ method: "POST", url: "/register", headers, payload: registration });

    expect(answer.statusCode).toBe(403);
    expect(await wire.login("eve", goodPassword)).toMatchObject({ data: { valid: false } });
  });

  test("R29: leaves what changes nothing alone", async () => {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    const statuses = await Promise.all(
      (["GET", "HEAD", "OPTIONS"] as const).map(
        async (method) => (await wire.app.app.http.inject({ method, url: "/trpc/account.me", headers })).statusCode,
      ),
    );

    expect(statuses).toEqual([401, 405, 405]);
  });
});

describe("R30: a form that a browser sends by going to the page", () => {
  const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  const browsers: [string, Headers][] = [
    ["a browser", { "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "sec-fetch-dest": "document" }],
    ["a frame", { "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "sec-fetch-dest": "iframe" }],
    ["a browser that does not say so", {}],
  ];

  test.each(browsers)("R30: of %s gets the app, and no token is minted", async (_which, headers) => {
    const before = await wire.app.app.database.fork().execute("select count(*) from tokens");
    const post = (url: string, payload: string) =>
      wire.app.app.http.inject({ method: "POST", url, headers: { ...form, accept, ...headers }, payload });
    const answers = [await post("/login?next=%2Fdevices", credentials), await post("/register", registration)];
    const app = await wire.request("/login?next=%2Fdevices", { headers: { accept } });

    expect(answers.map(({ statusCode, headers: { location } }) => [statusCode, location])).toEqual([
      [303, "/login?next=%2Fdevices"],
      [303, "/register"],
    ]);
    expect([app.status, app.text]).toEqual([200, page]);
    expect(await wire.app.app.database.fork().execute("select count(*) from tokens")).toEqual(before);
  });

  test.each(browsers)("R30: of %s is refused where there is no app", async (_which, headers) => {
    await bare.register({ username: "ada" }).catch(() => undefined);
    const answer = await bare.app.app.http.inject({
      method: "POST",
      url: "/login",
      headers: { ...form, accept, ...headers },
      payload: credentials,
    });

    expect(answer.statusCode).toBe(403);
    expect(answer.body).not.toContain("token");
  });

  test.each(["//evil.example/login", "/\\evil.example/login", "/\\/evil.example/login"])(
    "R30: to %s leads to a path of ours",
    async (path) => {
      const { headers } = await sendBytes(
        wire.url,
        `POST ${path} HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );

      expect(headers.get("location")).toBe("/evil.example/login");
    },
  );

  test("R30: is none when a script sends it, which gets its answer", async () => {
    const headers = { ...form, accept: "*/*", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin" };
    const answer = await wire.app.app.http.inject({ method: "POST", url: "/login", headers, payload: credentials });

    expect(answer.json()).toMatchObject({ valid: true, token: expect.any(String) });
  });
});

import { bytesOf, sendBytes } from "@levelup/test-support/raw-http.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDjangoApp, type DjangoApp, fixtureToken } from "../support/django-client.ts";

const me = { username: "me@me.com", password: "me" };
const json = { "content-type": "application/json" };

describe("the Authorization header", () => {
  let app: DjangoApp;
  let url: string;
  beforeAll(async () => {
    app = await createDjangoApp();
    url = await app.listen();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  test.each(["Token", "token", "TOKEN", "Bearer"])("A5: with the scheme %s gets the profile", async (scheme) => {
    expect((await app.profile(`${scheme} ${fixtureToken}`)).status).toBe(200);
  });

  test.each([
    ["Token", "Invalid token header. No credentials provided."],
    ["Token a b", "Invalid token header. Token string should not contain spaces."],
    ["Token caf\xe9", "Invalid token header. Token string should not contain invalid characters."],
    ["Token caf\xc3\xa9", "Invalid token."],
    ["Token null", "Invalid token."],
    [`Token ${fixtureToken.toUpperCase()}`, "Invalid token."],
  ])("A6: %j is refused with 401, WWW-Authenticate: Token and DRF's text", async (header, detail) => {
    const request = bytesOf({ method: "GET", path: "/profile", headers: [["Authorization", header]] });
    const { status, headers, body } = await sendBytes(url, request);

    expect([status, headers.get("www-authenticate"), JSON.parse(body)]).toEqual([401, "Token", { detail }]);
  });

  test.each(["Basic bWU6bWU=", `Digest ${fixtureToken}`, `Tokens ${fixtureToken}`, `Token\xa0${fixtureToken}`, ""])(
    "A7: %j counts as none",
    async (header) => {
      const request = bytesOf({ method: "GET", path: "/profile", headers: [["Authorization", header]] });
      const { status, headers, body } = await sendBytes(url, request);

      const detail = "Authentication credentials were not provided.";
      expect([status, headers.get("www-authenticate"), JSON.parse(body)]).toEqual([401, "Token", { detail }]);
    },
  );
});

describe("an API token", () => {
  test("L11: opens the profile with account:read, and not with another scope", async () => {
    await using app = await createDjangoApp();
    const { caller } = await app.gamer();
    const token = async (scope: string) => (await caller.apiTokens.create({ name: "Script", scopes: [scope] })).token;

    const reading = await app.profile(`Bearer ${await token("account:read")}`);
    const writing = await app.profile(`Bearer ${await token("account:write")}`);

    expect(reading.status).toBe(200);
    expect([writing.status, writing.json]).toEqual([403, { detail: "This token is not allowed to do that." }]);
  });
});

describe("a token that is no longer good", () => {
  test("A8: of an inactive owner is refused as DRF does, and the login is not valid", async () => {
    await using app = await createDjangoApp();
    await app.app.database.fork().execute("update users set is_active = false where username = 'me@me.com'");

    const profile = await app.profile(`Token ${fixtureToken}`);
    const login = await app.post("/login", me);

    expect([profile.status, profile.headers["www-authenticate"], profile.json]).toEqual([
      401,
      "Token",
      { detail: "User inactive or deleted." },
    ]);
    expect([login.status, login.json]).toEqual([200, { valid: false }]);
  });

  test("of an expired token is refused as an invalid one", async () => {
    await using app = await createDjangoApp();
    app.clock.advance({ days: 400 });

    const { status, json } = await app.profile(`Token ${fixtureToken}`);

    expect([status, json]).toEqual([401, { detail: "Invalid token." }]);
  });

  test("a stale one does not stand in the way of logging in again", async () => {
    await using app = await createDjangoApp();

    const headers = { ...json, authorization: "Token null" };
    const { json: body } = await app.call("POST", "/login", { headers, body: JSON.stringify(me) });

    expect(body).toMatchObject({ valid: true });
  });
});

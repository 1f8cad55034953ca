import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDjangoApp, type DjangoApp, multipart, tokenIn } from "../support/django-client.ts";

const me = { username: "me@me.com", password: "me" };
const ada = {
  username: "ada",
  password: "correct horse battery",
  first_name: "Ada",
  last_name: "Gamer",
  email: "ada@example.com",
  bio: "I play.",
};
const json = { "content-type": "application/json" };

let app: DjangoApp;
beforeAll(async () => {
  app = await createDjangoApp();
});
afterAll(() => app[Symbol.asyncDispose]());

describe("a body", () => {
  test.each([
    ["a form", "application/x-www-form-urlencoded", "username=me%40me.com&password=me"],
    ["multipart", "multipart/form-data; boundary=----WebKitFormBoundaryX", multipart(me)],
    ["multipart with a short boundary", 'multipart/form-data; boundary="x"', multipart(me, "x")],
    ["JSON with a charset", "application/json; charset=utf-8", JSON.stringify(me)],
  ])("A9: as %s logs in as JSON does", async (_what, type, body) => {
    const { status, json } = await app.call("POST", "/login", { headers: { "content-type": type }, body });

    expect([status, json]).toEqual([200, { valid: true, token: expect.any(String) }]);
  });

  test("A9: of a form counts the last of two fields with one name, as Django does", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };

    const right = await app.call("POST", "/login", { headers, body: "username=x&username=me%40me.com&password=me" });
    const wrong = await app.call("POST", "/login", { headers, body: "username=me%40me.com&password=me&password=x" });

    expect([right.json, wrong.json]).toEqual([{ valid: true, token: expect.any(String) }, { valid: false }]);
  });

  test("A9: as multipart registers", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=----WebKitFormBoundaryX" };

    const { status, json } = await app.call("POST", "/register", {
      headers,
      body: multipart({ ...ada, bio: "Grüße 🎲" }),
    });

    expect(status).toBe(201);
    expect((await app.profile(`Token ${tokenIn(json)}`)).json).toMatchObject({ gamer: { bio: "Grüße 🎲" } });
  });

  test.each(["text/plain", "text/plain; charset=utf-8", "application/jsonp", "application/xml", "json", "*/*"])(
    "A9: as %s is refused with 415",
    async (type) => {
      const { status, json } = await app.call("POST", "/login", {
        headers: { "content-type": type },
        body: JSON.stringify(me),
      });

      expect([status, json]).toEqual([415, { detail: `Unsupported media type "${type}" in request.` }]);
    },
  );

  test.each([
    "{",
    "{'username': 1}",
    '{"password":"canary-secret",}',
    "\ufeff{}",
    '{"username": NaN}',
    "[".repeat(60_000),
  ])("A9: of broken JSON is refused with 400 and a detail that does not repeat it", async (body) => {
    const { status, json: answer } = await app.call("POST", "/login", { headers: json, body });

    expect([status, answer]).toEqual([400, { detail: "JSON parse error - the body is not JSON in UTF-8" }]);
  });

  test("A9: of bytes that are not UTF-8 is refused with 400", async () => {
    const body = Buffer.from('{"username":"me@me.com","password":"\xff"}', "latin1");

    expect((await app.call("POST", "/login", { headers: json, body })).status).toBe(400);
  });

  test.each(["[]", '"me"', "1", "true", '[{"username":"me@me.com","password":"me"}]'])(
    "A9: that is %s, and no object, is refused with an object",
    async (body) => {
      const { status, json: answer } = await app.call("POST", "/login", { headers: json, body });

      expect([status, answer]).toEqual([400, { non_field_errors: ["Invalid data. Expected a dictionary."] }]);
    },
  );

  test.each([
    ["no multipart at all", "garbage"],
    ["cut off", multipart(me).subarray(0, -10)],
    ["empty", ""],
  ])("of multipart that is %s is refused with 400", async (_what, body) => {
    const headers = { "content-type": "multipart/form-data; boundary=----WebKitFormBoundaryX" };

    const { status, json } = await app.call("POST", "/login", { headers, body });

    expect([status, json]).toEqual([400, { detail: "Multipart form parse error - the body is not such a form" }]);
  });

  test("as a file is no text", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const file =
      'Content-Disposition: form-data; name="password"; filename="p.txt"\r\nContent-Type: text/plain\r\n\r\nme';

    const body = multipart({ username: me.username }, "x").toString().replace("--x--", `--x\r\n${file}\r\n--x--`);
    const { status, json } = await app.call("POST", "/login", { headers, body });

    expect([status, json]).toEqual([400, { password: ["This field is required."] }]);
  });

  test.each([
    ["JSON", "application/json"],
    ["a form", "application/x-www-form-urlencoded"],
    ["multipart", "multipart/form-data; boundary=x"],
  ])("of more than 64 KB as %s is refused with 413 and an object", async (_what, type) => {
    const { status, json } = await app.call("POST", "/login", {
      headers: { "content-type": type },
      body: "x".repeat(64 * 1024 + 1),
    });

    expect([status, json]).toEqual([413, { detail: expect.any(String) }]);
  });

  test.each([
    ["JSON", "application/json", '{"__proto__": {"username": "me@me.com", "password": "me"}}', ["detail"]],
    ["a form", "application/x-www-form-urlencoded", "__proto__=x&constructor.prototype=y", ["username", "password"]],
    ["multipart", "multipart/form-data; boundary=x", multipart({ ["__proto__"]: "x" }, "x"), ["username", "password"]],
  ])("with __proto__ as %s pollutes nothing and sets no field", async (_what, type, body, names) => {
    const { status, json } = await app.call("POST", "/login", { headers: { "content-type": type }, body });

    expect([status, Object.keys(json as object)]).toEqual([400, names]);
    expect(({} as Record<string, unknown>).username).toBeUndefined();
  });
});

describe("a key", () => {
  const required = "This field is required.";
  const blank = "This field may not be blank.";

  test.each([
    ["/login", {}, { username: [required], password: [required] }],
    ["/login", { username: "me@me.com" }, { password: [required] }],
    ["/login", { ...me, password: "" }, { password: [blank] }],
    ["/login", { ...me, username: "" }, { username: [blank] }],
    ["/login", { ...me, password: 1 }, { password: ["Not a valid string."] }],
    ["/login", { ...me, password: [] }, { password: ["Not a valid string."] }],
    ["/login", { ...me, username: { $gt: "" } }, { username: ["Not a valid string."] }],
    ["/register", {}, { username: [required], password: [required], first_name: [required], last_name: [required] }],
    ["/register", { ...ada, first_name: undefined }, { first_name: [required] }],
    ["/register", { ...ada, last_name: "" }, { last_name: [blank] }],
    ["/register", { ...ada, username: "" }, { username: [blank] }],
    ["/register", { ...ada, password: null }, { password: ["This field may not be null."] }],
    ["/register", { ...ada, bio: ["x"] }, { bio: ["Not a valid string."] }],
  ])("A12: to %s with %j is refused with 400 that names the field", async (path, body, errors) => {
    const { status, json } = await app.post(path, body);

    expect([status, json]).toEqual([400, errors]);
  });

  test("A12: a POST with no body at all names what is missing", async () => {
    const { status, json } = await app.call("POST", "/login");

    expect([status, json]).toEqual([400, { username: [required], password: [required] }]);
  });
});

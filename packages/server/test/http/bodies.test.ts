import { gzipSync } from "node:zlib";
import { sendBytes } from "@levelup/test-support/raw-http.ts";
import { sharedWire, tokenOf } from "@levelup/test-support/wire.ts";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";

const shared = sharedWire();
afterEach(() => vi.restoreAllMocks());
const json = { "content-type": "application/json" };
const credentials = { username: "ada", password: "whatever it is" };

describe("a body", () => {
  test.each([
    ["multipart/form-data; boundary=x", "--x--"],
    ["text/plain", JSON.stringify(credentials)],
    ["application/x-www-form-urlencoded", "username=ada&password=x"],
    ["application/jsonp", JSON.stringify(credentials)],
    ["application/json; charset=utf-16", Buffer.from(JSON.stringify(credentials), "utf16le")],
    ["application/octet-stream", JSON.stringify(credentials)],
    ["application/json, text/plain", JSON.stringify(credentials)],
    ["", JSON.stringify(credentials)],
  ])("F1: of the type %j is not read: 415", async (type, body) => {
    const wire = shared();
    const hash = vi.spyOn(bcrypt, "hash");

    const answer = await wire.request("/trpc/auth.login", { method: "POST", headers: { "content-type": type }, body });

    expect(answer).toMatchObject({ status: 415, error: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    expect(hash).not.toHaveBeenCalled();
  });

  test("F1: without a content type is not read: 415", async () => {
    const wire = shared();

    const { status } = await sendBytes(
      wire.url,
      "POST /trpc/auth.login HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    );

    expect(status).toBe(415);
  });

  test("F1: that is compressed is not inflated: 415", async () => {
    const wire = shared();
    const bomb = gzipSync(Buffer.alloc(10_000_000, " "));

    const answer = await wire.request("/trpc/auth.login", {
      method: "POST",
      headers: { ...json, "content-encoding": "gzip" },
      body: bomb,
    });

    expect(answer).toMatchObject({ status: 415, error: { code: "UNSUPPORTED_MEDIA_TYPE" } });
  });

  test.each([
    ["with its length told", (body: string) => body],
    ["in chunks of no told length", (body: string) => new Blob([body]).stream()],
  ])("F3: over 64 KB, %s: 413", async (_how, send) => {
    const wire = shared();
    const body = JSON.stringify({ ...credentials, padding: "x".repeat(64 * 1024) });

    const answer = await wire.request("/trpc/auth.login", {
      method: "POST",
      headers: json,
      body: send(body),
      duplex: "half",
    } as RequestInit);

    expect(answer).toMatchObject({ status: 413, error: { code: "PAYLOAD_TOO_LARGE" } });
  });

  test("F3: with the longest profile there is passes", async () => {
    const wire = shared();
    const { data } = await wire.register();

    const answer = await wire.post("account.update", { bio: "💥".repeat(10_000) }, { token: tokenOf(data) });

    expect(answer.status).toBe(200);
  });

  const login = JSON.stringify(credentials);
  test.each([
    ["arrays nested 30,000 deep", `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
    ["objects nested 10,000 deep", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
    ["a key twice", login.replace("{", '{"username":"eve",')],
    ["a key twice, once escaped", login.replace("{", '{"user\\u006eame":"eve",')],
    ["a key twice in a nested object", login.replace("{", '{"a":{"b":1,"b":2},')],
    ["1e309", login.replace("{", '{"n":1e309,')],
    ["-1e309", login.replace("{", '{"n":-1e309,')],
    ["a byte order mark", `\ufeff${login}`],
    ["bytes that are no UTF-8", Buffer.from(login.replace("whatever", "\u00ff"), "latin1")],
    ["a cut text", login.slice(0, -1)],
    ["two texts", login + login],
    ["a comma at the end", login.replace("}", ",}")],
    ["NaN", '{"username":NaN}'],
    ["__proto__", login.replace("{", '{"__proto__":{"isAdmin":true},')],
    ["__proto__, escaped", login.replace("{", '{"\\u005f_proto__":{"isAdmin":true},')],
    ["constructor.prototype", login.replace("{", '{"constructor":{"prototype":{"isAdmin":true}},')],
    ["a string without end", `"${"\\".repeat(60_001)}`],
  ])("F4: with %s: 400, and nothing is hashed", async (_what, body) => {
    const wire = shared();
    const hash = vi.spyOn(bcrypt, "hash");

    const answer = await wire.request("/trpc/auth.login", { method: "POST", headers: json, body });

    expect(answer).toMatchObject({ status: 400, error: { code: "INVALID_INPUT" } });
    expect(hash).not.toHaveBeenCalled();
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test("F3: 64 KB of the costliest JSON are checked in less than 50 ms", async () => {
    const { readJsonText } = await import("../../src/http/json-text.ts");
    const size = 64 * 1024;
    const bombs = ["[", '{"a":', '"\\', "1,", "{}", '[""],', '"', "\\u0000", " ", "-1e9,"].map((piece) =>
      Buffer.from(piece.repeat(size / piece.length)),
    );
    const keys = Buffer.from(`{${Array.from({ length: 6000 }, (_, index) => `"${index}":1`).join(",")}}`);

    const timeToCheck = (body: Buffer) => {
      const startedAt = performance.now();
      try {
        readJsonText(body);
      } catch {
        // Invalid, as most are.
      }
      return performance.now() - startedAt;
    };
    // The least of several, without the time of a busy machine and a cold compiler.
    const times = [...bombs, keys].map((body) => Math.min(...Array.from({ length: 5 }, () => timeToCheck(body))));

    expect(Math.max(...times)).toBeLessThan(50);
  });

  test.each(["' OR 1=1--", "$$", "\u0000", "%00", "\\u0000", "{{7*7}}", "../../etc/passwd", "\ud800"])(
    "F6: with %j in any text is taken literally or refused, never a 5xx",
    async (value) => {
      const wire = shared();
      const { data } = await wire.register();
      const token = tokenOf(data);
      const fields = { username: value, password: value, firstName: value, lastName: value, email: value, bio: value };
      const inputs: [string, unknown][] = [
        ["auth.login", { username: value, password: value, device: value, deviceId: value }],
        ["auth.register", fields],
        ["account.update", { firstName: value, lastName: value, bio: value }],
        ["account.changePassword", { currentPassword: value, newPassword: value }],
        ["tokens.revoke", { id: value }],
      ];

      for (const [path, input] of inputs) expect((await wire.post(path, input, { token })).status).toBeLessThan(500);
      const me = await wire.get("account.me", { token });
      expect(me.status).toBe(200);
      expect(["Grace", value]).toContain((me.data as { firstName: string }).firstName);
    },
  );

  test.each([{ $gt: "" }, { $ne: null }, [""], 1, true, null])("F6: with %j for a text is refused", async (value) => {
    const wire = shared();

    const answer = await wire.post("auth.login", { username: value, password: value });

    expect(answer).toMatchObject({ status: 400, error: { code: "INVALID_INPUT" } });
  });
});

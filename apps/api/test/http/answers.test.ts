import { sendBytes } from "@levelup/test-support/raw-http.ts";
import { goodPassword, inTurn, sharedWire, tokenOf } from "@levelup/test-support/wire.ts";
import bcrypt from "bcrypt";
import { afterEach, describe, expect, test, vi } from "vitest";

const shared = sharedWire();
afterEach(() => vi.restoreAllMocks());
const json = { "content-type": "application/json" };
const credentials = { username: "ada", password: "whatever it is" };

describe("the answer", () => {
  test.each([
    ["/trpc/account.me", {}],
    ["/trpc/nothing", {}],
    ["/trpc/%zz", {}],
    ["/nowhere", {}],
    ["/healthz", {}],
    ["/readyz", {}],
    ["/trpc/auth.login", { method: "POST", headers: json, body: JSON.stringify(credentials) }],
    ["/trpc/auth.login", { method: "POST", headers: json, body: "{" }],
    ["/trpc/auth.login", { method: "POST", body: "x" }],
    ["/trpc/auth.login", { method: "PUT" }],
    ["/login", { method: "POST", headers: json, body: JSON.stringify(credentials) }],
    ["/login", { method: "POST", headers: json, body: "{" }],
    ["/profile", {}],
    ["/api-auth/login/", { redirect: "manual" as const }],
  ])("F8: to %s carries the security headers and is not to be stored", async (path, init) => {
    const wire = shared();

    const { headers } = await wire.request(path, init);

    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("set-cookie")).toBeNull();
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("F8: to a broken request carries them too", async () => {
    const wire = shared();

    const { status, headers } = await sendBytes(wire.url, "NONSENSE\r\n\r\n");

    expect(status).toBe(400);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
  });

  test("F8: over TLS tells browsers to stay there, and over plain HTTP does not", async () => {
    const wire = shared();

    const tls = await wire.get("account.me", { headers: { "x-forwarded-proto": "https" } });
    const plain = await wire.get("account.me");

    expect(tls.headers.get("strict-transport-security")).toMatch(/^max-age=31536000/);
    expect(plain.headers.get("strict-transport-security")).toBeNull();
  });

  test("F8: never takes a cookie for a credential", async () => {
    const wire = shared();
    const { data } = await wire.register();
    const token = tokenOf(data);

    const answer = await wire.get("account.me", {
      headers: { cookie: `token=${token}; lu_token=${token}; sessionid=${token}` },
    });

    expect(answer.error?.code).toBe("TOKEN_MISSING");
  });
});

test("E1: an unknown name, a wrong password, an inactive account and one without a password answer alike to the byte, for one hash each", async () => {
  const wire = shared();
  for (const username of ["right", "inactive", "passwordless"]) await wire.register({ username });
  const em = wire.app.app.database.fork();
  await em.execute("update users set is_active = false where username = 'inactive'");
  await em.execute("update users set password_hash = '!' where username = 'passwordless'");
  const hash = vi.spyOn(bcrypt, "hash");

  const answers = await inTurn(4, async (index) => {
    const [username = "", password = ""] =
      [
        ["unknown", goodPassword],
        ["right", "wrong password"],
        ["inactive", goodPassword],
        ["passwordless", goodPassword],
      ][index] ?? [];
    hash.mockClear();
    const { status, text: body, headers } = await wire.login(username, password);
    const kept = [...headers].filter(([name]) => name !== "date" && name !== "x-request-id");
    return { status, body, headers: kept, hashes: hash.mock.calls.length };
  });

  expect(answers[0]).toMatchObject({ status: 200, body: '{"result":{"data":{"valid":false}}}', hashes: 1 });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

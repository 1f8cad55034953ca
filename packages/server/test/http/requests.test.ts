import { sendBytes } from "@levelup/test-support/raw-http.ts";
import { createWire, sharedWire, tokenOf } from "@levelup/test-support/wire.ts";
import { describe, expect, test } from "vitest";

const shared = sharedWire();
const json = { "content-type": "application/json" };
const credentials = { username: "ada", password: "whatever it is" };

/** What a test of a short deadline may take on a slow machine: less than any default deadline. */
const wellBeyondMs = 9000;

describe("a request", () => {
  test.each([
    ["GET", "auth.login", "POST"],
    ["GET", "auth.logout", "POST"],
    ["HEAD", "auth.logout", "GET, POST"],
    ["POST", "account.me", "GET"],
    ["PUT", "auth.login", "GET, POST"],
    ["DELETE", "account.me", "GET, POST"],
    ["PATCH", "account.update", "GET, POST"],
  ])("F2: by %s for %s gets 405, and does no work", async (method, path, allow) => {
    const wire = shared();
    const { data } = await wire.register();
    const authorization = `Token ${tokenOf(data)}`;

    const answer = await wire.request(`/trpc/${path}`, { method, headers: { ...json, authorization } });

    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allow);
    expect((await wire.get("account.me", { token: tokenOf(data) })).status).toBe(200);
  });

  test.each([
    "auth",
    "auth.nothing",
    "__proto__",
    "constructor.prototype",
    "auth.login.call",
    "toString",
    "auth%2Elogin%00",
    "auth.login%2525",
    "auth/login",
  ])("F4: for the procedure %s gets 404", async (path) => {
    const wire = shared();

    const answer = await wire.post(path, credentials);

    expect(answer).toMatchObject({ status: 404, error: { code: "NOT_FOUND" } });
    expect(answer.error?.requestId).not.toBe("");
  });

  test("F1: with parameters of a connection in its URL is refused", async () => {
    const wire = shared();

    const answer = await wire.get(`account.me?connectionParams=${encodeURIComponent('{"token":"x"}')}`);

    expect(answer).toMatchObject({ status: 400, error: { code: "INVALID_INPUT" } });
  });

  test(
    "F5: whose headers come slowly is cut at the deadline",
    async () => {
      await using wire = await createWire({ settings: { http: { headersTimeoutMs: 200 } } });

      expect((await sendBytes(wire.url, "POST /trpc/auth.login HTTP/1.1\r\nHost: x\r\nX-Slow: ")).status).toBe(408);
    },
    wellBeyondMs,
  );

  test(
    "F5: that never begins is cut at the deadline",
    async () => {
      await using wire = await createWire({ settings: { http: { headersTimeoutMs: 200 } } });

      expect((await sendBytes(wire.url, "")).status).toBe(408);
    },
    wellBeyondMs,
  );

  test(
    "F5: whose body comes slowly is cut at the deadline",
    async () => {
      await using wire = await createWire({ settings: { http: { requestTimeoutMs: 300 } } });

      const head =
        "POST /trpc/auth.login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";

      expect((await sendBytes(wire.url, head)).status).toBe(408);
    },
    wellBeyondMs,
  );

  test("F5: with 17 KB of headers gets 431", async () => {
    const wire = shared();

    const long = `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(17 * 1024)}\r\n\r\n`;
    const { status, body } = await sendBytes(wire.url, long);

    expect(status).toBe(431);
    expect(body).toContain("PAYLOAD_TOO_LARGE");
  });

  test.each([
    ["both lengths", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["two lengths", "Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}"],
    ["an unknown transfer encoding", "Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n"],
    ["a length that is no number", "Content-Length: 4x\r\n\r\n{}{}"],
    ["a space before the colon", "Content-Length : 4\r\n\r\n{}{}"],
    ["a bare line feed", "X: a\nY: b\r\n\r\n"],
  ])("F5: with %s gets 400 and the connection is closed", async (_what, rest) => {
    const wire = shared();

    const { status, headers, body } = await sendBytes(
      wire.url,
      `POST /trpc/auth.login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`,
    );

    expect(status).toBe(400);
    expect(headers.get("connection")).toBe("close");
    expect(body).not.toContain("HTTP/1.1");
  });
});

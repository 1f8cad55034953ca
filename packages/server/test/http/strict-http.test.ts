import { sendBytes } from "@levelup/test-support/raw-http.ts";
import { sharedWire } from "@levelup/test-support/wire.ts";
import { describe, expect, test } from "vitest";

const shared = sharedWire();

const head = (...lines: string[]) => `${["GET /healthz HTTP/1.1", ...lines].join("\r\n")}\r\n\r\n`;
const preflight = (...lines: string[]) =>
  head("Origin: http://localhost:3000", "Access-Control-Request-Method: POST", ...lines).replace("GET", "OPTIONS");
const post = (...lines: string[]) =>
  `${["POST /trpc/auth.login HTTP/1.1", "Host: x", "Content-Type: application/json", ...lines].join("\r\n")}\r\n\r\n`;

describe("R31: a request that others may read differently", () => {
  test.each([
    ["two hosts", head("Host: a.example", "Host: b.example"), 400],
    ["two hosts that are the same", head("Host: a.example", "host: a.example"), 400],
    ["no host", head("Accept: */*"), 400],
    ["a host with a space", head("Host: a b"), 400],
    ["two hosts in a line", head("Host: a.example, b.example"), 400],
    ["a host with a path", head("Host: a.example/b"), 400],
    ["a host with a name before", head("Host: a@b.example"), 400],
    ["two tokens", head("Host: x", "Authorization: Token a", "Authorization: Token b"), 400],
    ["two media types", post("Content-Type: text/plain", "Content-Length: 0"), 400],
    ["an encoding beside chunks", `${post("Transfer-Encoding: gzip, chunked")}0\r\n\r\n`, 400],
    ["an encoding in two lines", `${post("Transfer-Encoding: gzip", "Transfer-Encoding: chunked")}0\r\n\r\n`, 400],
    ["chunks twice", `${post("Transfer-Encoding: chunked, chunked")}0\r\n\r\n`, 400],
    ["chunks in HTTP/1.0", `${post("Transfer-Encoding: chunked").replace("1.1", "1.0")}0\r\n\r\n`, 400],
    ["two hosts, as a preflight", preflight("Host: x", "Host: x"), 400],
    ["HTTP/0.9", "GET /healthz HTTP/0.9\r\nHost: x\r\n\r\n", 505],
    ["HTTP/2.0 in a line", "GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n", 505],
    ["HTTP/0.9 without a version", "GET /healthz\r\n\r\n", 505],
    ["an unknown expectation", head("Host: x", "Expect: foo"), 417],
    ["an expectation of a body", post("Expect: 200-ok", "Content-Length: 2"), 417],
  ])(
    "R31: by %s is refused with the headers of every answer, and the connection ends",
    async (_what, bytes, status) => {
      const answer = await sendBytes(shared().url, bytes);

      expect(answer.status).toBe(status);
      expect(answer.headers.get("connection")).toBe("close");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { data: { httpStatus: status } } });
    },
  );

  test.each([
    ["HTTP/1.0 without a host", "GET /healthz HTTP/1.0\r\n\r\n"],
    [
      "a body in chunks",
      "GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    ],
    ["two lines of a header that is a list", head("Host: x", "Accept: a/b", "Accept: c/d", "Connection: close")],
  ])("%s is served", async (_what, bytes) => {
    expect((await sendBytes(shared().url, bytes)).status).toBe(200);
  });

  test("an expectation that HTTP knows is met", async () => {
    const body = '{"username":"ada","password":"x"}';
    const bytes = post("Expect: 100-continue", `Content-Length: ${body.length}`, "Connection: close") + body;

    const { status, body: rest } = await sendBytes(shared().url, bytes);

    expect([status, rest]).toEqual([100, expect.stringMatching(/^HTTP\/1\.1 200 OK/)]);
  });
});

import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestApp } from "@levelup/server/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { createVerify, isRefusal, type Refusal, type Verify } from "../src/verify.ts";

/** A server in the place of Level Up. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refusalOf(verify: Verify, ...call: Parameters<Verify>): Promise<Refusal> {
  const error: unknown = await verify(...call).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return isRefusal(error) ? error : expect.fail(`no refusal: ${error}`);
}

const headersOf = (token: string) => new Headers({ authorization: `Token ${token}` });

describe("verify", () => {
  test("tells who makes a request, by the headers of the web and of Node", async () => {
    await using app = await createTestApp();
    const { token, account } = await app.gamer({ username: "Ünsal@me.com" });
    const verify = createVerify({ url: `${await app.listen()}/` });

    const actor = await verify(headersOf(token));

    expect(actor).toEqual({
      userId: account.id,
      username: "Ünsal@me.com",
      tokenId: expect.any(Number),
      kind: "session",
      scopes: expect.arrayContaining(["account:read", "account:write"]),
      isStaff: false,
    });
    expect(await verify({ authorization: `Bearer ${token}` })).toEqual(actor);
  });

  test("K9: refuses no token, and one that was ended, at the next request, in Level Up's words", async () => {
    await using app = await createTestApp();
    const { token, caller } = await app.gamer();
    const verify = createVerify({ url: await app.listen() });
    await verify(headersOf(token));
    await caller.auth.logout();

    const refusal = await refusalOf(verify, headersOf(token));
    const missing = await refusalOf(verify, {});

    expect([refusal.status, refusal.body]).toEqual([401, { detail: "Invalid token." }]);
    expect(missing.body).toEqual({ detail: "Authentication credentials were not provided." });
    const answer = Response.json(refusal.body, refusal);
    expect([answer.status, answer.headers.get("www-authenticate"), answer.headers.get("cache-control")]).toEqual([
      401,
      "Token",
      "no-store",
    ]);
  });

  test("asks for a scope, and sends nothing of the request but its Authorization", async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push([request.url, request.headers.authorization, request.headers["x-levelup-user"]]);
      response.writeHead(403, { "content-type": "application/json" }).end('{"detail":"Not allowed."}');
    });
    const headers = { authorization: "Token t", "x-levelup-user": "1" };

    const refusal = await refusalOf(createVerify({ url }), headers, { scope: "games:write&x=1" });

    expect(seen).toEqual([["/auth/check?scope=games%3Awrite%26x%3D1", "Token t", undefined]]);
    expect([refusal.status, refusal.body]).toEqual([403, { detail: "Not allowed." }]);
  });

  test.each<[string, RequestListener]>([
    ["does not answer", () => {}],
    ["ends the connection", (request) => request.socket.destroy()],
    ["is overloaded", (_request, response) => response.writeHead(503, { "retry-after": "1" }).end()],
    ["is another server, which says yes to all", (_request, response) => response.writeHead(200).end("{}")],
    ["is another server, without our headers", (_request, response) => response.writeHead(204).end()],
    ["is a proxy that refuses with a page", (_request, response) => response.writeHead(403).end("<html>")],
    ["redirects", (_request, response) => response.writeHead(302, { location: "/auth/check" }).end()],
  ])("answers 503 when Level Up %s", async (_what, listener) => {
    const verify = createVerify({ url: await serve(listener), timeoutMs: 500 });

    const { status, body } = await refusalOf(verify, headersOf("t"));

    expect([status, body]).toEqual([503, { detail: "Logins cannot be checked. Try again in a moment." }]);
  });
});

import { describe, expect, test } from "vitest";
import { createTestApp } from "../../src/testing/index.ts";

async function me(url: string, token: string, how: "header" | "query" | "body" | "cookie", scheme = "Token") {
  const path = `${url}/trpc/account.me${how === "query" ? `?token=${token}&authorization=Token%20${token}` : ""}`;
  const response = await fetch(how === "body" ? `${url}/trpc/account.update` : path, {
    ...(how === "body" ? { method: "POST", body: JSON.stringify({ token, authorization: `Token ${token}` }) } : {}),
    headers: {
      "content-type": "application/json",
      ...(how === "header" ? { authorization: `${scheme} ${token}` } : {}),
      ...(how === "cookie" ? { cookie: `token=${token}; lu_token=${token}; authorization=Token ${token}` } : {}),
    },
  });
  return response.status;
}

describe("a token", () => {
  test.each(["Token", "token", "TOKEN", "Bearer", "bearer"])("A5: is read from the scheme %s", async (scheme) => {
    await using app = await createTestApp();
    const { token } = await app.gamer();

    expect(await me(await app.listen(), token, "header", scheme)).toBe(200);
  });

  test("A7: of another scheme counts as none", async () => {
    await using app = await createTestApp();
    const { token } = await app.gamer();

    const response = await fetch(`${await app.listen()}/trpc/account.me`, {
      headers: { authorization: `Basic ${token}` },
    });

    expect(await response.json()).toMatchObject({ error: { data: { code: "TOKEN_MISSING" } } });
  });

  test.each(["query", "body", "cookie"] as const)("D10: in a %s is ignored, and no log line holds it", async (how) => {
    await using app = await createTestApp();
    const { token } = await app.gamer();
    const url = await app.listen();

    expect(await me(url, token, how)).toBe(401);

    const lines = app.logLines();
    expect(lines.some((line) => line.includes('"status":401'))).toBe(true);
    expect(lines.join("\n")).not.toContain(token);
  });
});

test("an answer that holds a token or an account is not to be stored", async () => {
  await using app = await createTestApp();
  const { token } = await app.gamer();

  const response = await fetch(`${await app.listen()}/trpc/account.me`, {
    headers: { authorization: `Token ${token}` },
  });

  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
});

import { DatabaseSync } from "node:sqlite";
import { type Beside, startBeside } from "@levelup/test-support/beside.ts";
import { rows } from "@levelup/test-support/support.ts";
import { atOnce, goodPassword } from "@levelup/test-support/wire.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const origin = "http://localhost:3000";

let beside: Beside;
beforeAll(async () => {
  beside = await startBeside(origin);
}, 180_000);
afterAll(() => beside?.[Symbol.asyncDispose]());

type Sent = { token?: string; headers?: Record<string, string>; body?: object; method?: string };

/** What is answered to a page of the listed origin. */
async function ask(url: string, { token, headers = {}, body, method }: Sent = {}) {
  const answer = await fetch(url, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      origin,
      ...(token === undefined ? {} : { authorization: `Token ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json: unknown = text === "" ? null : JSON.parse(text);
  return { status: answer.status, headers: answer.headers, json };
}

const at = (path: string) => `${beside.nginx.url}${path}`;

/** A location that Django checks itself, and one that nginx checks. */
const checked = ["/games", "/scores/seen"];

/** A gamer who registers by the old wire. */
async function registered(username: string): Promise<string> {
  const names = { first_name: "Ada", last_name: "Gamer" };
  const account = { username, password: goodPassword, ...names, email: `${username}@example.com`, bio: "I play." };
  const { json } = await ask(at("/register"), { body: account });
  return (json as { token: string }).token;
}

describe("nginx with auth_request, and a real Django, beside Level Up", () => {
  test("K13: a request with a token of Level Up's reaches the services as the right user", async () => {
    const token = await registered("ada");

    const game = await ask(at("/games"), { token, body: { title: "Go" } });
    const games = await ask(at("/games"), { token });
    const profile = await ask(at("/profile"), { token });
    const seen = await ask(at("/scores/seen"), { token });

    const [{ id } = { id: 0 }] = await rows<{ id: number }>(beside.app, "select id from users where username = 'ada'");
    expect([game.status, games.status, games.json]).toEqual([201, 200, [{ id: 1, title: "Go", gamer: 1 }]]);
    expect(games.headers.get("access-control-allow-origin")).toBe(origin);
    const user = { id, username: "ada", first_name: "Ada", last_name: "Gamer" };
    expect(profile.json).toEqual({ gamer: { id: 1, user, bio: "I play." }, events: [] });
    expect(seen.json).toMatchObject({
      "X-Levelup-User": String(id),
      "X-Levelup-Username": "ada",
      "X-Levelup-Kind": "session",
      "X-Levelup-Staff": "0",
    });
  });

  test.each(checked)("K13: at %s no token, and one that was ended, are 401 in JSON", async (path) => {
    const token = await registered(`leaver-of-${path.split("/")[1]}`);
    expect((await ask(at(path), { token })).status).toBe(200);
    await ask(at("/trpc/auth.logout"), { token, body: {} });

    for (const [sent, detail] of [
      [{}, "Authentication credentials were not provided."],
      [{ token }, "Invalid token."],
      [{ token: "null" }, "Invalid token."],
      [{ token: "\u00ff" }, "Invalid token header. Token string should not contain invalid characters."],
    ] as const) {
      const { status, headers, json } = await ask(at(path), sent);
      expect([status, json, headers.get("www-authenticate"), headers.get("access-control-allow-origin")]).toEqual([
        401,
        { detail },
        "Token",
        origin,
      ]);
    }
    const posted = await ask(at(path), { body: { title: "Go" } });
    expect([posted.status, posted.json]).toEqual([401, { detail: "Authentication credentials were not provided." }]);
  });

  test.each(checked)("K13: at %s a browser that asks whether it may ask gets an answer", async (path) => {
    const preflight = { "access-control-request-method": "GET", "access-control-request-headers": "authorization" };

    const { status, headers } = await ask(at(path), { method: "OPTIONS", headers: preflight });

    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  });

  test("K14: what a client says of itself in X-Levelup headers reaches no service, with a token and without", async () => {
    const token = await registered("mallory");
    const names = ["User", "Username", "Token", "Kind", "Scopes", "Staff"];
    const forged = Object.fromEntries(
      names.flatMap((name) => [
        [`X-Levelup-${name}`, "1"],
        [`x-levelup-${name.toUpperCase()}`, "1"],
        [`X_Levelup_${name}`, "1"],
      ]),
    );

    const open = [await ask(at("/open"), { headers: forged }), await ask(at("/open"), { headers: forged, token })];
    const honest = await ask(at("/scores/seen"), { token });
    const forgedCheck = await ask(at("/scores/seen"), { token, headers: forged });

    expect(open.map(({ json }) => json)).toEqual([{}, {}]);
    expect(Object.keys(honest.json as object)).toHaveLength(names.length);
    expect(forgedCheck.json).toEqual(honest.json);
    expect((await ask(at("/scores/seen"), { headers: forged })).status).toBe(401);
  });

  test("K15: a gamer who registered after the move has one user and one gamer, however many calls come first", async () => {
    const token = await registered("grace");

    const answers = await atOnce(20, () => ask(at("/profile"), { token }));

    const [{ id } = { id: 0 }] = await rows<{ id: number }>(
      beside.app,
      "select id from users where username = 'grace'",
    );
    const database = new DatabaseSync(beside.django.databaseFile);
    const select = (sql: string) => database.prepare(sql).all("grace");
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(select("select id, password like '!%' as closed from auth_user where username = ?")).toEqual([
      { id, closed: 1 },
    ]);
    const ofGrace = "select bio from levelupapi_gamer where user_id = (select id from auth_user where username = ?)";
    expect(select(ofGrace)).toEqual([{ bio: "I play." }]);
    database.close();
  });

  test("an account that Django has made inactive is refused there", async () => {
    const token = await registered("idle");
    await ask(at("/games"), { token });
    const database = new DatabaseSync(beside.django.databaseFile);
    database.exec("update auth_user set is_active = 0 where username = 'idle'");
    database.close();

    const { status, json } = await ask(at("/games"), { token });

    expect([status, json]).toEqual([401, { detail: "User inactive or deleted." }]);
  });
});

test("K13: while Level Up is away, every location answers 503 in JSON", async () => {
  await using site = await startBeside(origin);
  const { token } = await site.app.gamer();
  await site.app.app.close();

  for (const path of [...checked, "/login", "/trpc/account.me"]) {
    const { status, headers, json } = await ask(`${site.nginx.url}${path}`, { token });
    expect([path, status, json]).toEqual([path, 503, { detail: expect.stringMatching(/Try again in a moment\.$/) }]);
    expect(headers.get("access-control-allow-origin")).toBe(origin);
  }
}, 120_000);

import { describe, expect, onTestFinished, test, vi } from "vitest";
import { LevelUpError, type Routes } from "../../src/index.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";
import { Game, gamesApp } from "./games.ts";

async function start(...routes: Routes[]): Promise<TestApp<typeof gamesApp.router>> {
  const app = await createTestApp({ ...gamesApp, routes });
  onTestFinished(() => app[Symbol.asyncDispose]());
  return app;
}

const jsonType = { "content-type": "application/json" };
const seats = { type: "object", required: ["seats"], properties: { seats: { type: "integer" } } };

const withSchemas: Routes = async (fastify, { fork }) => {
  fastify.post("/seats", { schema: { body: seats, response: { 200: seats } } }, async ({ body }) => ({
    ...(body as object),
    secret: "hunter2",
  }));
  fastify.post("/echo", async ({ body }) => body);
  fastify.delete("/games", (_request, reply) => reply.code(204).send());
  fastify.get("/count", async () => ({ games: await fork().count(Game) }));
  fastify.get("/gone", () => Promise.reject(new LevelUpError("NOT_FOUND")));
  fastify.get("/own", () => Promise.reject(Object.assign(new Error("The board is taken."), { statusCode: 409 })));
  fastify.get("/broken", () => Promise.reject(new Error("hunter2")));
};

/** Does everything that a plugin can do to other routes. */
const greedy: Routes = async (fastify) => {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("*", { parseAs: "string" }, async () => "parsed");
  fastify.decorate("games", []);
  fastify.decorateRequest("player", null);
  fastify.addHook("onRequest", async (_request, reply) => void reply.header("x-own", "1"));
  fastify.addHook("preSerialization", async () => ({ own: true }));
  fastify.addHook("onSend", async () => "own");
  fastify.setErrorHandler((_error, _request, reply) => reply.code(200).send("swallowed"));
  fastify.setReplySerializer(() => "own");
  fastify.get("/greedy", () => Promise.reject(new Error("swallowed")));
};
/** As fastify-plugin marks a plugin that is to reach beyond its scope. */
Object.assign(greedy, { [Symbol.for("skip-override")]: true });

describe("a route of a team's own app", () => {
  test("K5: validates and serialises by its Fastify schema", async () => {
    const { http } = (await start(withSchemas)).app;

    const good = await http.inject({ method: "POST", url: "/seats", body: { seats: "4" } });
    const bad = await http.inject({ method: "POST", url: "/seats", body: { seats: "four" } });
    const none = await http.inject({ method: "POST", url: "/seats", body: {} });

    expect([good.statusCode, good.json()]).toEqual([200, { seats: 4 }]);
    expect([bad.statusCode, bad.json()]).toEqual([400, { seats: ["must be integer"] }]);
    expect([none.statusCode, none.json()]).toEqual([400, { seats: ["must have required property 'seats'"] }]);
  });

  test("works with entities, and gets Level Up's headers", async () => {
    const app = await start(withSchemas);
    await (await app.gamer()).caller.games.create({ title: "Go" });

    const response = await app.app.http.inject("/count");

    expect(response.json()).toEqual({ games: 1 });
    expect(response.headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    expect(response.headers["x-request-id"]).toBeDefined();
  });

  test.each(['{"__proto__": {}}', '{"a": 1, "a": 2}', `${"[".repeat(20)}${"]".repeat(20)}`, "{"])(
    "K10: answers the JSON %s with 400, as the procedures do",
    async (body) => {
      const { http } = (await start(withSchemas)).app;
      const response = await http.inject({ method: "POST", url: "/echo", headers: jsonType, body });
      expect([response.statusCode, response.json()]).toEqual([400, { detail: "Malformed request." }]);
    },
  );

  test("K10: runs for DELETE with a JSON content type and no body", async () => {
    const url = await (await start(withSchemas)).listen();
    expect((await fetch(`${url}/games`, { method: "DELETE", headers: jsonType })).status).toBe(204);
  });

  test("K19: has errors in the old wire's shape, which tell nothing of an unexpected one", async () => {
    const app = await start(withSchemas);
    const answer = async (url: string) => {
      const response = await app.app.http.inject(url);
      return [response.statusCode, response.json()];
    };

    expect(await answer("/gone")).toEqual([404, { detail: "There is nothing here by that name." }]);
    expect(await answer("/own")).toEqual([409, { detail: "The board is taken." }]);
    expect(await answer("/broken")).toEqual([500, { detail: "A server error occurred." }]);
    expect(await answer("/nothing")).toEqual([404, { detail: "Not found." }]);
    expect(app.logLines().filter((line) => line.includes("hunter2"))).toHaveLength(1);
  });

  test("K6: has parsers of its own, for JSON too, in nested scopes as well", async () => {
    const { http } = (
      await start(async (fastify) => {
        await fastify.register(async (inner) => {
          inner.addContentTypeParser(
            "application/json",
            { parseAs: "string" },
            async (_: unknown, body: string) => body,
          );
          inner.post("/webhook", async ({ body }) => ({ raw: body }));
        });
        fastify.post("/plain", async ({ body }) => body);
      })
    ).app;
    const post = async (url: string) =>
      (await http.inject({ method: "POST", url, headers: jsonType, body: '{"a": 1}' })).json();

    expect(await post("/webhook")).toEqual({ raw: '{"a": 1}' });
    expect(await post("/plain")).toEqual({ a: 1 });
  });
});

test("K6: parsers, hooks, decorators and an error handler of own routes change no byte of Level Up's answers", async () => {
  const plain = await start();
  const full = await start(greedy);
  const { token } = await plain.gamer({ username: "ada" });
  const requests = [
    { url: "/healthz" },
    { url: "/readyz" },
    { url: "/nothing" },
    { url: "/auth/check" },
    { url: "/trpc/account.me", headers: { authorization: `Token ${token}x` } },
    { url: "/trpc/games.list" },
    { url: "/trpc/nothing" },
    { method: "POST", url: "/trpc/auth.login", headers: jsonType, body: '{"username": 1}' },
    { method: "POST", url: "/trpc/auth.logout,auth.logout?batch=1", headers: jsonType, body: "{}" },
    { method: "POST", url: "/trpc/auth.login", headers: { "content-type": "text/plain" }, body: "{}" },
  ] as const;
  const answers = (app: typeof plain) =>
    Promise.all(
      requests.map(async (request) => {
        const { statusCode, headers, body } = await app.app.http.inject({ ...request });
        const { "x-request-id": id, date: _, ...others } = headers;
        return [statusCode, others, body.replaceAll(String(id), "id")];
      }),
    );

  expect(await answers(full)).toEqual(await answers(plain));
  expect((await full.app.http.inject("/greedy")).headers["x-own"]).toBe("1");
});

test("K7: an own hook that throws or hangs holds up own routes alone", async () => {
  const app = await start(
    async (fastify) => {
      fastify.addHook("onRequest", async () => Promise.reject(new Error("hunter2")));
      fastify.get("/throws", async () => "unreached");
    },
    async (fastify) => {
      fastify.addHook("onRequest", () => new Promise(() => {}));
      fastify.get("/hangs", async () => "unreached");
    },
  );
  const { http } = app.app;
  void http.inject("/hangs");

  expect((await http.inject("/throws")).json()).toEqual({ detail: "A server error occurred." });
  expect((await http.inject("/readyz")).statusCode).toBe(200);
});

test.each(["onClose", "preClose"] as const)(
  "K7: an own %s hook that throws keeps nothing from stopping",
  async (name) => {
    const app = await start(async (fastify) => {
      fastify.addHook(name, async () => Promise.reject(new Error("hunter2")));
    });
    const closeDatabase = vi.spyOn(app.app.database, "close");
    await app.listen();

    await app.app.close();

    expect(app.app.http.server.listening).toBe(false);
    expect(closeDatabase).toHaveBeenCalledOnce();
    expect(app.logLines().filter((line) => line.includes("hunter2"))).toHaveLength(1);
  },
);

test("K11: a call under way is finished at the stop, and own onClose hooks run before the database closes", async () => {
  const called = Promise.withResolvers<void>();
  const proceed = Promise.withResolvers<void>();
  const counted: number[] = [];
  const app = await start(async (fastify, { fork }) => {
    fastify.get("/slow", async () => {
      called.resolve();
      await proceed.promise;
      return { games: await fork().count(Game) };
    });
    fastify.addHook("onClose", async () => void counted.push(await fork().count(Game)));
  });
  const url = await app.listen();
  const answer = fetch(`${url}/slow`);
  await called.promise;

  const closed = app.app.close();
  proceed.resolve();

  expect(await (await answer).json()).toEqual({ games: 0 });
  await closed;
  expect(counted).toEqual([0]);
});

import { expect, test } from "vitest";
import { type Api, createLevelUp, isLevelUpError, LevelUpError, memoryStorage, safe } from "../src/index.ts";
import type { AppRouter } from "./app/app.router.ts";
import { ada, createFakeServer, WireError } from "./fake-server.ts";

function setUp() {
  const server = createFakeServer();
  const levelup = createLevelUp({ url: server.url, fetch: server.fetch, storage: memoryStorage(), device: "Test rig" });
  return { server, levelup, login: () => levelup.auth.login({ username: "ada", password: "secret" }) };
}

test("a login's token goes out with every later call, as Authorization: Token", async () => {
  const { server, levelup, login } = setUp();
  await login();
  expect(await levelup.account.me()).toEqual(ada);
  expect(server.requests.map((request) => request.authorization)).toEqual([undefined, "Token ada-1"]);
});

test("wrong credentials are not an error", async () => {
  const { levelup } = setUp();
  expect(await levelup.auth.login({ username: "unknown", password: "x" })).toEqual({ valid: false });
  expect(levelup.session.get().status).toBe("signedOut");
});

test("the device's label goes with a login, unless the call has one of its own", async () => {
  const { server, levelup } = setUp();
  const labels: unknown[] = [];
  server.on["auth.login"] = ({ input }) => {
    labels.push((input as { device?: string }).device);
    return { valid: false };
  };
  await levelup.auth.login({ username: "ada", password: "x" });
  await levelup.auth.login({ username: "ada", password: "x", device: "Phone" });
  expect(labels).toEqual(["Test rig", "Phone"]);
});

test("queries made together share a request, of at most ten", async () => {
  const { server, levelup, login } = setUp();
  await login();
  await Promise.all(Array.from({ length: 12 }, () => levelup.account.me()));
  expect(server.requests.slice(1).map((request) => request.paths.length)).toEqual([10, 2]);
});

test("queries whose URL would be too long together are sent in several requests", async () => {
  const { server, levelup } = setUp();
  server.on["games.list"] = () => [];
  const { games } = levelup.api as Api<AppRouter["_def"]["record"]>;
  const title = "x".repeat(3000);
  await Promise.all(Array.from({ length: 4 }, () => games.list.query({ title })));
  expect(server.requests.map((request) => request.paths.length)).toEqual([2, 2]);
});

test("every mutation is a request of its own", async () => {
  const { server, levelup, login } = setUp();
  await login();
  server.requests.length = 0;
  await Promise.allSettled([
    levelup.account.me(),
    levelup.tokens.list(),
    levelup.account.update({ bio: "x" }),
    levelup.tokens.revoke({ id: 1 }),
    levelup.tokens.revokeOthers(),
    levelup.account.changePassword({ currentPassword: "a", newPassword: "b" }),
    levelup.auth.login({ username: "grace", password: "x" }),
    levelup.auth.login({ username: "ada", password: "x" }),
    levelup.auth.register({ username: "ada", password: "x", firstName: "A", lastName: "B" }),
  ]);
  const batches = server.requests.filter(({ batch }) => batch).map(({ paths }) => paths);
  expect(batches).toEqual([["account.me", "tokens.list"]]);
  const mutations = server.requests.filter(({ method }) => method === "POST").map(({ paths }) => paths.join());
  expect(mutations).toEqual(
    expect.arrayContaining([
      "account.update",
      "tokens.revoke",
      "tokens.revokeOthers",
      "account.changePassword",
      "auth.login",
      "auth.register",
    ]),
  );
});

test("an error of the server is a LevelUpError with all its details", async () => {
  const { server, levelup } = setUp();
  const issues = [{ field: "email", rule: "email", message: "Enter an e-mail address." }];
  server.on["auth.login"] = () => {
    throw new WireError("RATE_LIMITED", { retryAfterSeconds: 30, field: "username", issues });
  };
  const error = await levelup.auth.login({ username: "ada", password: "x" }).catch((caught: unknown) => caught);
  expect(isLevelUpError(error)).toBe(true);
  expect(error).toMatchObject({
    name: "LevelUpError",
    code: "RATE_LIMITED",
    message: "Too many attempts. Wait a little, then try again.",
    field: "username",
    issues,
    retryAfterSeconds: 30,
    requestId: "req-1",
  });
});

test("no answer is NETWORK, and keeps its cause", async () => {
  const { server, levelup } = setUp();
  server.state.online = false;
  const result = await safe(levelup.auth.login({ username: "ada", password: "x" }));
  expect(result).toMatchObject({ ok: false, error: { code: "NETWORK", issues: [], requestId: undefined } });
  expect(!result.ok && String((result.error.cause as Error).cause)).toContain("fetch failed");
});

test.each([
  ["a page", () => new Response("<h1>502 Bad Gateway</h1>", { status: 502 })],
  ["JSON of something else", () => Response.json({ hello: "world" })],
  ["nothing", () => new Response(null, { status: 204 })],
])("an answer of another service, %s, is NETWORK", async (_what, respond) => {
  const levelup = createLevelUp({
    url: "http://levelup.test/trpc",
    fetch: async () => respond(),
    storage: memoryStorage(),
  });
  const single = await safe(levelup.auth.login({ username: "ada", password: "x" }));
  const batched = await safe(levelup.account.me());
  expect([single, batched]).toMatchObject([{ error: { code: "NETWORK" } }, { error: { code: "NETWORK" } }]);
});

test("a code that only a newer server knows arrives as it is, with the server's message", async () => {
  const { server, levelup } = setUp();
  server.on["auth.login"] = () => {
    throw new WireError("CODE_OF_TOMORROW");
  };
  const result = await safe(levelup.auth.login({ username: "ada", password: "x" }));
  expect(result).toMatchObject({ ok: false, error: { code: "CODE_OF_TOMORROW", message: "New.", requestId: "req-1" } });
});

test("safe returns data as a value, and throws anything but a LevelUpError again", async () => {
  const { login } = setUp();
  expect(await safe(login())).toMatchObject({ ok: true, data: { valid: true } });
  await expect(safe(Promise.reject(new RangeError("a bug")))).rejects.toThrow(RangeError);
  expect(isLevelUpError(new Error("other"))).toBe(false);
  expect(isLevelUpError(new LevelUpError("NETWORK", "gone"))).toBe(true);
});

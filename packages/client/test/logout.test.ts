import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createLevelUp, type Fetch, type TokenStorage } from "../src/index.ts";
import { createFakeServer, gate, WireError } from "./fake-server.ts";
import { openStorage, stored } from "./storages.ts";

async function loggedIn(storage: TokenStorage = openStorage()) {
  const server = createFakeServer();
  const open = () => createLevelUp({ url: server.url, fetch: server.fetch, storage });
  const levelup = open();
  await levelup.auth.login({ username: "ada", password: "x" });
  return { server, levelup, open };
}

describe("logout", () => {
  test("signs this device out in the same turn, before the server has answered", async () => {
    const storage = openStorage();
    const { server, levelup } = await loggedIn(storage);
    const answered = gate();
    server.on["auth.logout"] = async () => {
      await answered.promise;
      return { revoked: true };
    };
    const logout = levelup.auth.logout();
    expect(levelup.session.get()).toMatchObject({ status: "signedOut", reason: "LOGOUT" });
    expect(storage.values).toEqual(stored({ lu_revoke: "ada-1" }));
    answered.resolve();
    expect(await logout).toEqual({ revoked: true });
    expect(storage.values).toEqual({});
  });

  test("sends the token in a request of its own that outlives the page", async () => {
    const { server, levelup } = await loggedIn();
    await levelup.auth.logout();
    expect(server.requests.at(-1)).toMatchObject({
      paths: ["auth.logout"],
      batch: false,
      authorization: "Token ada-1",
      keepalive: true,
    });
    expect(server.live.size).toBe(0);
  });

  test.each(["?tenant=1", "/?tenant=1", "?app=logout"])(
    "R40: outlives the page too if the URL of the server ends in %s",
    async (end) => {
      const server = createFakeServer();
      const levelup = createLevelUp({ url: server.url + end, fetch: server.fetch, storage: openStorage() });
      await levelup.auth.login({ username: "ada", password: "x" });
      await levelup.auth.logout();
      expect(server.requests.map(({ keepalive }) => keepalive)).toEqual([false, true]);
    },
  );

  test("without a session does nothing", async () => {
    const { server, levelup } = await loggedIn();
    await levelup.auth.logout();
    expect(await levelup.auth.logout()).toEqual({ revoked: false });
    expect(server.count("auth.logout")).toBe(1);
  });
});

describe("H2: logout without the server", () => {
  test("signs out at once and does not reject", async () => {
    const { server, levelup } = await loggedIn();
    server.state.online = false;
    expect(await levelup.auth.logout()).toEqual({ revoked: false });
    expect(levelup.session.get()).toMatchObject({ status: "signedOut" });
  });

  test("is finished when the browser says that the network is back", async () => {
    const window = new EventTarget();
    vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
    vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
    const storage = openStorage();
    const { server, levelup } = await loggedIn(storage);
    vi.unstubAllGlobals();
    server.state.online = false;
    await levelup.auth.logout();
    server.state.online = true;
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect([server.live.size, storage.values]).toEqual([0, {}]));
  });

  test("is finished by the next visit", async () => {
    const storage = openStorage();
    const { server, levelup, open } = await loggedIn(storage);
    server.state.online = false;
    await levelup.auth.logout();
    server.state.online = true;
    open();
    await vi.waitFor(() => expect([server.live.size, storage.values]).toEqual([0, {}]));
  });

  test("is finished by the next call that is answered, and that login stays", async () => {
    const storage = openStorage();
    const { server, levelup } = await loggedIn(storage);
    server.state.online = false;
    await levelup.auth.logout();
    server.state.online = true;
    await levelup.auth.login({ username: "grace", password: "x" });
    await vi.waitFor(() => expect(storage.values).toEqual(stored({ lu_token: "grace-2" })));
    expect([...server.live.keys()]).toEqual(["grace-2"]);
  });

  test("is finished by the same page if storage is blocked", async () => {
    const refuse = () => {
      throw new Error("SecurityError");
    };
    const { server, levelup } = await loggedIn({ get: refuse, set: refuse, remove: refuse });
    server.state.online = false;
    await levelup.auth.logout();
    server.state.online = true;
    await levelup.auth.login({ username: "grace", password: "x" });
    await vi.waitFor(() => expect([...server.live.keys()]).toEqual(["grace-2"]));
  });

  test("several are all finished", async () => {
    const storage = openStorage();
    const { server, levelup, open } = await loggedIn(storage);
    server.on["auth.logout"] = () => {
      throw new WireError("UNAVAILABLE");
    };
    await levelup.auth.logout();
    await levelup.auth.login({ username: "ada", password: "x" });
    await levelup.auth.logout();
    expect(storage.values).toEqual(stored({ lu_revoke: "ada-1 ada-2" }));
    delete server.on["auth.logout"];
    open();
    await vi.waitFor(() => expect([server.live.size, storage.values]).toEqual([0, {}]));
  });

  test("one tab's unfinished logout is not lost when another tab adds its own", async () => {
    vi.stubGlobal("BroadcastChannel", undefined);
    const storage = openStorage();
    const { server, levelup, open } = await loggedIn(storage);
    const other = open();
    vi.unstubAllGlobals();
    await levelup.auth.login({ username: "ada", password: "x" });
    await vi.waitFor(() => expect(storage.values).toEqual(stored({ lu_token: "ada-2" })));
    server.state.online = false;
    await levelup.auth.logout();
    await other.auth.logout();
    expect(storage.values).toEqual(stored({ lu_revoke: "ada-2 ada-1" }));
  });

  test.each(["TOKEN_INVALID", "TOKEN_EXPIRED"] as const)("is given up when the server answers %s", async (code) => {
    const storage = openStorage();
    const { server, levelup } = await loggedIn(storage);
    server.on["auth.logout"] = () => {
      throw new WireError(code);
    };
    expect(await levelup.auth.logout()).toEqual({ revoked: true });
    expect(storage.values).toEqual({});
  });

  test.each(["INTERNAL", "OVERLOADED", "UNAVAILABLE", "RATE_LIMITED"] as const)(
    "is kept for later when the server answers %s",
    async (code) => {
      const storage = openStorage();
      const { server, levelup } = await loggedIn(storage);
      server.on["auth.logout"] = () => {
        throw new WireError(code);
      };
      expect(await levelup.auth.logout()).toEqual({ revoked: false });
      expect(storage.values).toEqual(stored({ lu_revoke: "ada-1" }));
    },
  );

  test.each([
    "INVALID_INPUT",
    "BATCH_REFUSED",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE",
    "CODE_OF_TOMORROW",
  ] as const)("R36: %s does not mean that the token is revoked: it is tried again", async (code) => {
    const { server, levelup, open } = await loggedIn();
    server.on["auth.logout"] = () => {
      throw new WireError(code);
    };
    expect(await levelup.auth.logout()).toEqual({ revoked: false });
    expect([...server.live.keys()]).toEqual(["ada-1"]);
    delete server.on["auth.logout"];
    open();
    await vi.waitFor(() => expect(server.live.size).toBe(0));
  });

  test.each([
    ["431 without a body", () => new Response(null, { status: 431 })],
    ["403 with a page", () => new Response("<h1>Blocked</h1>", { status: 403 })],
    ["403 with JSON of a proxy", () => Response.json({ error: { code: 403, message: "Blocked" } }, { status: 403 })],
    ["200 with JSON of a proxy", () => Response.json({ result: {} })],
  ])("R36: an answer of another service, %s, does not mean that the token is revoked", async (_what, respond) => {
    const server = createFakeServer();
    const proxy = { blocks: true };
    const fetch: Fetch = async (url, init) =>
      proxy.blocks && url.includes("auth.logout") ? respond() : server.fetch(url, init);
    const levelup = createLevelUp({ url: server.url, fetch, storage: openStorage() });
    await levelup.auth.login({ username: "ada", password: "x" });
    expect(await levelup.auth.logout()).toEqual({ revoked: false });
    proxy.blocks = false;
    await levelup.auth.login({ username: "grace", password: "x" });
    await vi.waitFor(() => expect([...server.live.keys()]).toEqual(["grace-2"]));
  });

  test("never keeps more than twenty", async () => {
    const tokens = Array.from({ length: 25 }, (_, index) => `old-${index}`);
    const storage = openStorage(stored({ lu_revoke: tokens.join(" ") }));
    const server = createFakeServer();
    server.state.online = false;
    const levelup = createLevelUp({ url: server.url, fetch: server.fetch, storage });
    Object.assign(storage.values, stored({ lu_token: "ada-0" }));
    const tab = createLevelUp({ url: server.url, fetch: server.fetch, storage });
    await tab.auth.logout();
    expect(storage.values).toEqual(stored({ lu_revoke: [...tokens.slice(-19), "ada-0"].join(" ") }));
    levelup.dispose();
  });
});

describe("R37: a logout that is never answered", () => {
  /** A server that does not answer the logout of `ada-1`. */
  async function withSilentLogout() {
    const { server, levelup } = await loggedIn();
    const revoke = server.on["auth.logout"];
    server.on["auth.logout"] = ({ token }) =>
      token === "ada-1" ? new Promise(() => {}) : { revoked: server.live.delete(token ?? "") };
    onTestFinished(() => void vi.useRealTimers());
    return { server, levelup, answerAll: () => Object.assign(server.on, { "auth.logout": revoke }) };
  }

  test("delays no other", async () => {
    const { server, levelup } = await withSilentLogout();
    void levelup.auth.logout();
    await levelup.auth.login({ username: "grace", password: "x" });
    expect(await levelup.auth.logout()).toEqual({ revoked: true });
    expect([...server.live.keys()]).toEqual(["ada-1"]);
  });

  test("ends at its deadline, frees its connection, and is tried again", async () => {
    const { server, levelup, answerAll } = await withSilentLogout();
    vi.useFakeTimers();
    const logout = levelup.auth.logout();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await logout).toEqual({ revoked: false });
    expect(server.requests.at(-1)?.signal?.aborted).toBe(true);
    answerAll();
    await levelup.auth.login({ username: "grace", password: "x" });
    await vi.waitFor(() => expect([...server.live.keys()]).toEqual(["grace-2"]));
  });

  test("leaves no timer behind once it is answered", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { levelup } = await loggedIn();
    await levelup.auth.logout();
    expect(vi.getTimerCount()).toBe(0);
  });
});

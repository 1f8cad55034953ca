import { afterEach, describe, expect, test, vi } from "vitest";
import {
  createLevelUp,
  type Fetch,
  type LoginInput,
  localStorageStorage,
  memoryStorage,
  safe,
  sessionStorageStorage,
  type TokenStorage,
} from "../src/index.ts";
import { ada, createFakeServer, gate } from "./fake-server.ts";
import { codeOf } from "./logged-in.ts";
import { openStorage, slowStorage, stored } from "./storages.ts";

afterEach(() => vi.unstubAllGlobals());

function start(storage?: TokenStorage) {
  const server = createFakeServer();
  const levelup = createLevelUp({ url: server.url, fetch: server.fetch, storage });
  return { server, levelup, login: () => levelup.auth.login({ username: "ada", password: "x" }) };
}

function webStorage(values: Record<string, string>) {
  const { get, set, remove } = openStorage(values);
  return { getItem: get, setItem: set, removeItem: remove };
}

const refuse = () => {
  throw new Error("QuotaExceededError");
};

describe("which storage", () => {
  test("without a choice it is localStorage", async () => {
    const values = {};
    vi.stubGlobal("localStorage", webStorage(values));
    await start().login();
    expect(values).toEqual(stored({ lu_token: "ada-1" }));
  });

  test("sessionStorage is used instead of localStorage if chosen", async () => {
    const [local, session] = [{}, {}];
    vi.stubGlobal("localStorage", webStorage(local));
    vi.stubGlobal("sessionStorage", webStorage(session));
    await start(sessionStorageStorage()).login();
    expect([local, session]).toEqual([{}, stored({ lu_token: "ada-1" })]);
  });

  test.each([
    ["localStorageStorage", localStorageStorage],
    ["sessionStorageStorage", sessionStorageStorage],
    ["memoryStorage", memoryStorage],
  ])("H5: %s works where the platform has no storage at all", async (_name, create) => {
    vi.stubGlobal("localStorage", undefined);
    vi.stubGlobal("sessionStorage", undefined);
    const { levelup, login } = start(create());
    await login();
    expect(await levelup.account.me()).toEqual(ada);
    expect(await levelup.auth.logout()).toEqual({ revoked: true });
  });
});

describe("R38: what is stored for one server is never sent to another", () => {
  const base = "https://accounts.test/v1/trpc";

  /** Logs in to the server at `first`, then opens the SDK for the one at `second` on the same storage. */
  async function open(first: string, second: string) {
    const storage = openStorage();
    const one = createFakeServer();
    const other = createFakeServer();
    const fetch: Fetch = (url, init) => one.fetch(new URL(url, base).href, init);
    const levelup = createLevelUp({ url: first, fetch, storage });
    await levelup.auth.login({ username: "ada", password: "x" });
    return { one, other, levelup, storage, second: createLevelUp({ url: second, fetch: other.fetch, storage }) };
  }

  test.each([
    "http://accounts.test/v1/trpc",
    "https://accounts.test:8443/v1/trpc",
    "https://other.test/v1/trpc",
    "https://accounts.test/v2/trpc",
    "https://accounts.test/v1/TRPC",
    "https://accounts.test/v1.trpc",
    "https://accounts.test/v1_2ftrpc",
    "https://accounts.test/v1%2ftrpc",
    "https://accounts.test",
  ])("%s is another server", async (url) => {
    const { one, other, levelup, storage, second } = await open(base, url);
    expect(second.session.get()).toMatchObject({ status: "signedOut", reason: null });
    expect(await codeOf(second.account.me())).toBe("TOKEN_MISSING");
    expect(other.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(await levelup.account.me()).toEqual(ada);

    one.state.online = false;
    await levelup.auth.logout();
    await second.auth.login({ username: "grace", password: "x" });
    createLevelUp({ url, fetch: other.fetch, storage });
    expect(other.count("auth.logout")).toBe(0);
    one.state.online = true;
    createLevelUp({ url: base, fetch: one.fetch, storage });
    await vi.waitFor(() => expect(one.live.size).toBe(0));
    expect(second.session.get()).toMatchObject({ status: "signedIn" });
  });

  test("a device id neither", async () => {
    const storage = openStorage(stored({ lu_device: "device-1" }));
    const server = createFakeServer();
    const sent: unknown[] = [];
    server.on["auth.login"] = ({ input }) => {
      sent.push((input as LoginInput).deviceId);
      return { valid: false };
    };
    for (const url of [server.url, base])
      await createLevelUp({ url, fetch: server.fetch, storage }).auth.login({ username: "ada", password: "x" });
    expect(sent).toEqual(["device-1", undefined]);
  });

  test.each([
    "https://accounts.test/v1/trpc/",
    "https://accounts.test:443/v1/trpc",
    "https://ACCOUNTS.test/v1/trpc?tenant=1",
    "https://accounts.test/v1/api/../trpc",
  ])("%s is the same server", async (url) => {
    const { second } = await open(base, url);
    expect(second.session.get().status).toBe("signedIn");
  });

  test("a path is one on the server of the page", async () => {
    vi.stubGlobal("location", { href: "https://accounts.test/login?next=/" });
    const { second } = await open("/v1/trpc", base);
    expect(second.session.get().status).toBe("signedIn");
  });

  test("every key has only characters that expo-secure-store accepts", async () => {
    const { storage, levelup } = await open("https://accounts.test:8443/ä b/trpc", base);
    await levelup.auth.login({ username: "ada", password: "x" });
    const keys = Object.keys(storage.values);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !/^[\w.-]+$/.test(key))).toEqual([]);
  });

  test("a platform without a complete URL tells servers apart by their URL as it is", async () => {
    vi.stubGlobal(
      "URL",
      class {
        get protocol() {
          throw new Error("not implemented");
        }
      },
    );
    const storage = openStorage();
    const servers = ["https://a.test/trpc", "https://b.test/trpc"].map((url) =>
      createLevelUp({
        url,
        storage,
        fetch: async () => Response.json({ result: { data: { valid: true, token: url, account: ada } } }),
      }),
    );
    for (const { auth } of servers) await auth.login({ username: "ada", password: "x" });
    expect(Object.keys(storage.values)).toHaveLength(2);
  });
});

describe("H5: a storage that fails is replaced by memory, and nothing throws", () => {
  async function wholeVisit(storage?: TokenStorage) {
    const { levelup, login } = start(storage);
    expect(await login()).toMatchObject({ valid: true });
    expect(await levelup.account.me()).toEqual(ada);
    expect(levelup.session.get()).toMatchObject({ status: "signedIn" });
    expect(await levelup.auth.logout()).toEqual({ revoked: true });
    expect(levelup.session.get()).toMatchObject({ status: "signedOut", reason: "LOGOUT" });
  }

  test("blocked: reading the property localStorage throws", async () => {
    vi.stubGlobal("localStorage", undefined);
    Object.defineProperty(globalThis, "localStorage", { configurable: true, get: refuse });
    await wholeVisit();
  });

  test("blocked: every use throws", () => wholeVisit({ get: refuse, set: refuse, remove: refuse }));

  test("full: only writing throws", () => wholeVisit({ ...openStorage(), set: refuse }));

  test("asynchronous, and every promise rejects", () => {
    const reject = () => Promise.reject(new Error("no keychain"));
    return wholeVisit({ get: reject, set: reject, remove: reject });
  });

  test("full, with a former gamer's token in it: that token does not come back on the next visit", async () => {
    const storage = { ...openStorage(stored({ lu_token: "ada-0" })), set: refuse };
    await start(storage).login();
    expect(start(storage).levelup.session.get()).toMatchObject({ status: "signedOut" });
  });

  test("full: a message from another tab does not end a session that is kept in memory", async () => {
    const { levelup, login } = start({ ...openStorage(), set: refuse });
    await login();
    using channel = openChannel();
    const before = levelup.session.get();
    channel.post();
    await channel.delivered();
    expect(levelup.session.get()).toBe(before);
  });

  test.each(["", "null", "undefined", "a b", "line\nbreak", '{"token":"x"}', "tökén"])(
    "corrupt: %j in storage is no login",
    async (lu_token) => {
      const { server, levelup } = start(openStorage(stored({ lu_token, lu_revoke: "[\n]" })));
      expect(levelup.session.get()).toMatchObject({ status: "signedOut", reason: null });
      expect(await safe(levelup.account.me())).toMatchObject({ error: { code: "TOKEN_MISSING" } });
      expect(server.count("auth.logout")).toBe(0);
    },
  );

  test("corrupt: a number where a text should be is no login", () => {
    const { levelup } = start({ ...openStorage(), get: () => 7 as unknown as string });
    expect(levelup.session.get()).toMatchObject({ status: "signedOut" });
  });
});

describe("an asynchronous storage", () => {
  test("the session is restoring until it has been read, and keeps its id", async () => {
    const { levelup } = start(slowStorage(stored({ lu_token: "ada-0" })));
    const restoring = levelup.session.get();
    expect(restoring.status).toBe("restoring");
    const restored = gate();
    levelup.session.subscribe(restored.resolve);
    await restored.promise;
    expect(levelup.session.get()).toEqual({ status: "signedIn", id: restoring.id, account: null });
  });

  test("calls made meanwhile wait, and carry the token that was read", async () => {
    const { server, levelup } = start(slowStorage(stored({ lu_token: "ada-0" })));
    server.live.set("ada-0", ada);
    expect(await levelup.account.me()).toEqual(ada);
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(["Token ada-0"]);
  });

  test("a login made meanwhile replaces the token that is read, in the storage too", async () => {
    const storage = slowStorage(stored({ lu_token: "ada-0" }));
    const { levelup, login } = start(storage);
    await login();
    expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: ada });
    await vi.waitFor(() => expect(storage.values).toEqual(stored({ lu_token: "ada-1" })));
  });

  test("a logout made meanwhile ends the session that is read", async () => {
    const storage = slowStorage(stored({ lu_token: "ada-0" }));
    const { server, levelup } = start(storage);
    server.live.set("ada-0", ada);
    expect(await levelup.auth.logout()).toEqual({ revoked: true });
    expect(levelup.session.get().status).toBe("signedOut");
    await vi.waitFor(() => expect(storage.values).toEqual({}));
  });

  test("a logout is not undone by a read that began before it", async () => {
    const window = new EventTarget();
    vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
    const { levelup, login } = start(slowStorage());
    await login();
    window.dispatchEvent(new Event("storage"));
    await levelup.auth.logout();
    await everyWriteDone();
    expect(levelup.session.get()).toMatchObject({ status: "signedOut", reason: "LOGOUT" });
  });

  test("a logout right after a login leaves nothing behind, however slow the writes", async () => {
    const storage = slowStorage();
    const { levelup, login } = start(storage);
    await login();
    await levelup.auth.logout();
    await everyWriteDone();
    expect(storage.values).toEqual({});
  });
});

/** A slow storage waits for microtasks only: when they have run, its writes are done. */
const everyWriteDone = () => new Promise(setImmediate);

/** Posts on the SDK's channel, and knows when the message was delivered. */
function openChannel() {
  const sender = new BroadcastChannel("lu_token");
  const receiver = new BroadcastChannel("lu_token");
  const delivered = gate();
  receiver.onmessage = () => delivered.resolve();
  return {
    post: () => sender.postMessage("changed"),
    delivered: () => delivered.promise,
    [Symbol.dispose]() {
      sender.close();
      receiver.close();
    },
  };
}

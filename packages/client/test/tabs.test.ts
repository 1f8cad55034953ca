import { expect, onTestFinished, test, vi } from "vitest";
import { createLevelUp, memoryStorage, type TokenStorage } from "../src/index.ts";
import { createFakeServer } from "./fake-server.ts";
import { openStorage, slowStorage, stored } from "./storages.ts";

/** Two instances that share a storage, like two tabs. Node has the BroadcastChannel of browsers. */
async function twoTabs(storage: TokenStorage) {
  const server = createFakeServer();
  const onSignedOut = vi.fn();
  const open = () => {
    const tab = createLevelUp({ url: server.url, fetch: server.fetch, storage, onSignedOut });
    onTestFinished(() => tab.dispose());
    return tab;
  };
  const [one, other] = [open(), open()];
  const login = (username: string) => one.auth.login({ username, password: "x" });
  await login("ada");
  return { server, one, other, login, onSignedOut };
}

/** H1 allows a second. */
const within = { timeout: 1000, interval: 5 };

test.each([
  ["an open storage", openStorage],
  ["an asynchronous storage", slowStorage],
])("H1: over %s, tabs follow a login, another gamer's login and a logout", async (_name, create) => {
  const { one, other, login, server } = await twoTabs(create());
  await vi.waitFor(() => expect(other.session.get()).toMatchObject({ status: "signedIn", account: null }), within);
  expect(await other.account.me()).toMatchObject({ username: "ada" });

  const adas = other.session.get();
  await login("grace");
  await vi.waitFor(() => expect(other.session.get()).toMatchObject({ status: "signedIn", account: null }), within);
  expect(other.session.get().id).not.toBe(adas.id);
  expect(await other.account.me()).toMatchObject({ username: "grace" });

  await one.auth.logout();
  await vi.waitFor(
    () => expect(other.session.get()).toMatchObject({ status: "signedOut", reason: "OTHER_TAB" }),
    within,
  );
  // One for Ada's token, one for Grace's: the other tab sends none.
  expect(server.count("auth.logout")).toBe(2);
});

test("without BroadcastChannel tabs follow storage events, and a page from the back-forward cache the storage", async () => {
  const window = new EventTarget();
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
  vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
  onTestFinished(() => void vi.unstubAllGlobals());
  const { one, other } = await twoTabs(openStorage());

  expect(other.session.get().status).toBe("signedOut");
  window.dispatchEvent(new Event("storage"));
  expect(other.session.get().status).toBe("signedIn");

  await one.auth.logout();
  window.dispatchEvent(new Event("pageshow"));
  expect(other.session.get().status).toBe("signedOut");

  other.dispose();
  await one.auth.login({ username: "ada", password: "x" });
  window.dispatchEvent(new Event("storage"));
  expect(other.session.get().status).toBe("signedOut");
});

test("the SDK works in a browser that blocks BroadcastChannel", async () => {
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      constructor() {
        throw new Error("SecurityError");
      }
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  const { one } = await twoTabs(memoryStorage());
  expect(await one.auth.logout()).toEqual({ revoked: true });
});

test("L7: a password changed in one tab leaves the session of another that still has the old token", async () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  const storage = openStorage();
  const { server, one, onSignedOut } = await twoTabs(storage);
  const unaware = createLevelUp({ url: server.url, fetch: server.fetch, storage, onSignedOut });
  const { id } = unaware.session.get();
  await one.account.changePassword({ currentPassword: "x", newPassword: "y" });
  expect(await unaware.account.me()).toMatchObject({ username: "ada" });
  expect(unaware.session.get()).toMatchObject({ status: "signedIn", id });
  expect(storage.values).toEqual(stored({ lu_token: "ada-2", lu_rotated: "ada-1-ada-2" }));
  expect(onSignedOut).not.toHaveBeenCalled();
});

test("a late answer is dropped after a logout in another tab", async () => {
  const { server, one, other } = await twoTabs(openStorage());
  await vi.waitFor(() => expect(other.session.get().status).toBe("signedIn"), within);
  const slow = Promise.withResolvers<void>();
  server.on["tokens.list"] = () => slow.promise.then(() => []);
  const late = other.tokens.list();
  late.catch(() => {});
  await one.auth.logout();
  await vi.waitFor(() => expect(other.session.get().status).toBe("signedOut"), within);
  slow.resolve();
  await expect(late).rejects.toMatchObject({ code: "SESSION_CHANGED" });
});

test("after dispose, and after Symbol.dispose, a tab no longer follows the others but still works", async () => {
  const { one, other, login } = await twoTabs(openStorage());
  await vi.waitFor(() => expect(other.session.get().status).toBe("signedIn"), within);
  one.dispose();
  other[Symbol.dispose]();
  await one.auth.logout();
  expect(other.session.get().status).toBe("signedIn");
  await login("grace");
  expect(await one.account.me()).toMatchObject({ username: "grace" });
});

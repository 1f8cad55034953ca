import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createLevelUp } from "../src/index.ts";
import { ada, gate, WireError } from "./fake-server.ts";
import { loggedIn } from "./logged-in.ts";
import { stored } from "./storages.ts";

describe("the session", () => {
  test("a login is stored as lu_token, and the next visit starts logged in", async () => {
    const { server, storage } = await loggedIn();
    expect(storage.values).toEqual(stored({ lu_token: "ada-1" }));
    const next = createLevelUp({ url: server.url, fetch: server.fetch, storage });
    expect(next.session.get()).toMatchObject({ status: "signedIn", account: null });
    await next.account.me();
    expect(next.session.get()).toMatchObject({ status: "signedIn", account: ada });
  });

  test("it never holds the token", async () => {
    const { levelup } = await loggedIn();
    expect(JSON.stringify(levelup.session.get())).not.toContain("ada-1");
  });

  test("get returns the same object until something changes, and subscribers are called only then", async () => {
    const { levelup } = await loggedIn();
    const before = levelup.session.get();
    const listener = vi.fn();
    levelup.session.subscribe(listener);
    await levelup.account.me();
    expect(levelup.session.get()).toBe(before);
    expect(listener).not.toHaveBeenCalled();
    await levelup.account.update({ bio: "Hello" });
    expect(levelup.session.get()).not.toBe(before);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test("the id stays the same for one session, and each login has another", async () => {
    const { levelup, loginAs } = await loggedIn();
    const { id } = levelup.session.get();
    await levelup.account.update({ bio: "Hello" });
    await levelup.account.changePassword({ currentPassword: "x", newPassword: "y" });
    expect(levelup.session.get().id).toBe(id);
    await loginAs("ada");
    expect(levelup.session.get().id).not.toBe(id);
  });

  test("an unsubscribed listener is not called again; the same function may subscribe twice", async () => {
    const { levelup } = await loggedIn();
    const listener = vi.fn();
    const stop = levelup.session.subscribe(listener);
    levelup.session.subscribe(listener);
    stop();
    await levelup.account.update({ bio: "Hello" });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test.each(["login", "register"] as const)("R39: a %s while logged in revokes the old token", async (method) => {
    const { server, storage, levelup, onSignedOut } = await loggedIn();
    await levelup.auth[method]({ username: "grace", password: "x", firstName: "Grace", lastName: "Gamer" });
    await vi.waitFor(() => expect([...server.live.keys()]).toEqual(["grace-2"]));
    await vi.waitFor(() => expect(storage.values).toEqual(stored({ lu_token: "grace-2" })));
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("R39: a login while logged in revokes the old token when the server is back, if it is not reached", async () => {
    const { server, loginAs, levelup } = await loggedIn();
    server.on["auth.logout"] = () => {
      throw new WireError("UNAVAILABLE");
    };
    await loginAs("grace");
    delete server.on["auth.logout"];
    await levelup.account.me();
    await vi.waitFor(() => expect([...server.live.keys()]).toEqual(["grace-2"]));
  });

  test("R39: a login that fails while logged in revokes nothing", async () => {
    const { server, loginAs } = await loggedIn();
    expect(await loginAs("unknown")).toEqual({ valid: false });
    expect([server.count("auth.logout"), ...server.live.keys()]).toEqual([0, "ada-1"]);
  });

  test.each(["login", "logout"] as const)(
    "R39: a %s revokes a token that another tab has stored unnoticed",
    async (method) => {
      vi.stubGlobal("BroadcastChannel", undefined);
      onTestFinished(() => void vi.unstubAllGlobals());
      const { server, storage, levelup } = await loggedIn();
      const otherTab = createLevelUp({ url: server.url, fetch: server.fetch, storage });
      await otherTab.auth.login({ username: "grace", password: "x" });
      await levelup.auth[method]({ username: "ada", password: "x" });
      await vi.waitFor(() => expect(server.live.has("grace-2")).toBe(false));
      expect([...server.live.keys()]).toEqual(method === "login" ? ["ada-3"] : []);
    },
  );

  test("a late answer does not replace the account of a later call", async () => {
    const { server, levelup } = await loggedIn();
    const slow = gate<typeof ada>();
    server.on["account.me"] = () => slow.promise;
    const me = levelup.account.me();
    await levelup.account.update({ bio: "New" });
    slow.resolve(ada);
    await me;
    expect(levelup.session.get()).toMatchObject({ account: { bio: "New" } });
  });
});

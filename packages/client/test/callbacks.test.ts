import { describe, expect, test, vi } from "vitest";
import { createLevelUp } from "../src/index.ts";
import { createFakeServer, gate, grace } from "./fake-server.ts";
import { codeOf, loggedIn } from "./logged-in.ts";
import { openStorage, stored } from "./storages.ts";

describe("callbacks", () => {
  test("H6: a subscriber that logs in from inside a sign-out neither hangs nor loses the login", async () => {
    const { server, levelup, storage } = await loggedIn();
    const seen: string[] = [];
    const again = gate<unknown>();
    levelup.session.subscribe(() => {
      const session = levelup.session.get();
      seen.push(session.status);
      if (session.status === "signedOut") again.resolve(levelup.auth.login({ username: "grace", password: "x" }));
    });
    await levelup.auth.logout();
    await again.promise;
    expect(seen).toEqual(["signedOut", "signedIn"]);
    expect(levelup.session.get()).toMatchObject({ account: grace });
    expect(storage.values).toEqual(stored({ lu_token: "grace-2" }));
    expect([...server.live.keys()]).toEqual(["grace-2"]);
  });

  test("H6: a subscriber that logs out from inside a sign-in ends the session, and every subscriber sees that", async () => {
    const { server, storage, levelup, onSignedOut } = await loggedIn();
    await levelup.auth.logout();
    onSignedOut.mockClear();
    const logout = gate<unknown>();
    levelup.session.subscribe(() => {
      if (levelup.session.get().status === "signedIn") logout.resolve(levelup.auth.logout());
    });
    let last = "";
    levelup.session.subscribe(() => {
      last = levelup.session.get().status;
    });
    await levelup.auth.login({ username: "ada", password: "x" });
    await logout.promise;
    expect([last, levelup.session.get().status]).toEqual(["signedOut", "signedOut"]);
    expect(onSignedOut.mock.calls).toEqual([["LOGOUT"]]);
    expect([storage.values, server.live.size]).toEqual([{}, 0]);
  });

  test("H6: onSignedOut may call the SDK", async () => {
    const relogin = gate<unknown>();
    const server = createFakeServer();
    const levelup = createLevelUp({
      url: server.url,
      fetch: server.fetch,
      storage: openStorage(),
      onSignedOut: () => relogin.resolve(levelup.auth.login({ username: "grace", password: "x" })),
    });
    await levelup.auth.login({ username: "ada", password: "x" });
    server.live.clear();
    expect(await codeOf(levelup.account.me())).toBe("TOKEN_INVALID");
    await relogin.promise;
    expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: grace });
  });

  test("an error in a callback is reported and does not affect the others", async () => {
    const reported: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
    const bug = new Error("a bug in the app");
    const { levelup } = await loggedIn({
      onSignedOut: () => {
        throw bug;
      },
    });
    levelup.session.subscribe(() => {
      throw bug;
    });
    const other = vi.fn();
    levelup.session.subscribe(other);
    expect(await levelup.auth.logout()).toEqual({ revoked: true });
    vi.unstubAllGlobals();
    expect(other).toHaveBeenCalledTimes(1);
    expect(reported).toEqual([bug, bug]);
  });
});

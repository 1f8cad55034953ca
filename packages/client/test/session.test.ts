import { describe, expect, test, vi } from "vitest";
import { createLevelUp, type LevelUpError, type LevelUpOptions, safe } from "../src/index.ts";
import { ada, createFakeServer, gate, grace, WireError } from "./fake-server.ts";
import { openStorage } from "./storages.ts";

async function loggedIn(options: Partial<LevelUpOptions> = {}) {
  const server = createFakeServer();
  const storage = openStorage();
  const onSignedOut = vi.fn();
  const levelup = createLevelUp({ url: server.url, fetch: server.fetch, storage, onSignedOut, ...options });
  await levelup.auth.login({ username: "ada", password: "x" });
  return {
    server,
    storage,
    onSignedOut,
    levelup,
    loginAs: (username: string) => levelup.auth.login({ username, password: "x" }),
  };
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "resolved",
    (error: LevelUpError) => error.code,
  );

describe("the session", () => {
  test("a login is stored as lu_token, and the next visit starts logged in", async () => {
    const { server, storage } = await loggedIn();
    expect(storage.values).toEqual({ lu_token: "ada-1" });
    const next = createLevelUp({ url: server.url, fetch: server.fetch, storage });
    expect(next.session.get()).toMatchObject({ status: "signedIn", account: null });
    await next.account.me();
    expect(next.session.get()).toMatchObject({ status: "signedIn", account: ada });
  });

  test("it never holds the token", async () => {
    const { levelup } = await loggedIn();
    expect(JSON.stringify(levelup.session.get())).not.toContain("ada-1");
  });

  test("get gives the same object until something changes, and what changes nothing tells nobody", async () => {
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

  test("the id is the same for as long as one gamer stays, and another for each login", async () => {
    const { levelup, loginAs } = await loggedIn();
    const { id } = levelup.session.get();
    await levelup.account.update({ bio: "Hello" });
    await levelup.account.changePassword({ currentPassword: "x", newPassword: "y" });
    expect(levelup.session.get().id).toBe(id);
    await loginAs("ada");
    expect(levelup.session.get().id).not.toBe(id);
  });

  test("who has unsubscribed hears nothing more; the same function may subscribe twice", async () => {
    const { levelup } = await loggedIn();
    const listener = vi.fn();
    const stop = levelup.session.subscribe(listener);
    levelup.session.subscribe(listener);
    stop();
    await levelup.account.update({ bio: "Hello" });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test("D11: logging in while logged in takes the new token and leaves the old one alive", async () => {
    const { server, storage, loginAs, onSignedOut } = await loggedIn();
    await loginAs("grace");
    expect(storage.values).toEqual({ lu_token: "grace-2" });
    expect([...server.live.keys()]).toEqual(["ada-1", "grace-2"]);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("an account that a later call has overtaken is not shown again", async () => {
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

describe("a dead token", () => {
  test.each(["TOKEN_INVALID", "TOKEN_EXPIRED", "TOKEN_MISSING", "ACCOUNT_INACTIVE"] as const)(
    "H4: ten parallel calls refused with %s are one sign-out, and none is sent again",
    async (code) => {
      const { server, storage, levelup, onSignedOut } = await loggedIn();
      const listener = vi.fn();
      levelup.session.subscribe(listener);
      server.on["account.me"] = server.on["tokens.revoke"] = () => {
        throw new WireError(code);
      };
      const calls = Array.from({ length: 5 }, () => [levelup.account.me(), levelup.tokens.revoke({ id: 1 })]).flat();
      const codes = await Promise.all(calls.map(codeOf));
      expect(codes).toEqual(Array(10).fill(code));
      expect(onSignedOut.mock.calls).toEqual([[code]]);
      expect(listener).toHaveBeenCalledTimes(1);
      expect(levelup.session.get()).toMatchObject({ status: "signedOut", reason: code });
      expect(storage.values).toEqual({});
      expect(server.count("account.me") + server.count("tokens.revoke")).toBe(10);
    },
  );

  test("a refusal that answers the former token does not sign the new session out", async () => {
    const { server, levelup, loginAs, onSignedOut } = await loggedIn();
    const slow = gate();
    server.on["account.me"] = async () => {
      await slow.promise;
      throw new WireError("TOKEN_INVALID");
    };
    const late = codeOf(levelup.account.me());
    await loginAs("grace");
    slow.resolve();
    expect(await late).toBe("SESSION_CHANGED");
    expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: grace });
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("TOKEN_MISSING while nobody is logged in is just that", async () => {
    const { server } = await loggedIn();
    const onSignedOut = vi.fn();
    const nobody = createLevelUp({ url: server.url, fetch: server.fetch, storage: openStorage(), onSignedOut });
    expect(await codeOf(nobody.account.me())).toBe("TOKEN_MISSING");
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test.each(["INTERNAL", "OVERLOADED", "UNAVAILABLE"] as const)(
    "H4: %s on account.me leaves the session and the last known account",
    async (code) => {
      const { server, levelup } = await loggedIn();
      const before = levelup.session.get();
      server.on["account.me"] = () => {
        throw new WireError(code);
      };
      expect(await codeOf(levelup.account.me())).toBe(code);
      expect(levelup.session.get()).toBe(before);
    },
  );

  test("H4: a network error on account.me leaves the session and the last known account", async () => {
    const { server, levelup } = await loggedIn();
    server.state.online = false;
    expect(await codeOf(levelup.account.me())).toBe("NETWORK");
    expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: ada });
  });
});

describe("a change of gamer in the middle of a call", () => {
  test("H3: a late answer for the former gamer is never delivered, not even as the account last known", async () => {
    const { server, levelup, loginAs } = await loggedIn();
    const slow = gate<typeof ada>();
    server.on["account.me"] = () => slow.promise;
    const late = codeOf(levelup.account.me());
    await levelup.auth.logout();
    await loginAs("grace");
    slow.resolve(ada);
    expect(await late).toBe("SESSION_CHANGED");
    expect(levelup.session.get()).toMatchObject({ account: grace });
  });

  test("an error for the former gamer is not delivered as if it were the new one's", async () => {
    const { server, levelup, loginAs } = await loggedIn();
    const slow = gate();
    server.on["tokens.revoke"] = async () => {
      await slow.promise;
      throw new WireError("NOT_FOUND");
    };
    const late = codeOf(levelup.tokens.revoke({ id: 1 }));
    await loginAs("grace");
    slow.resolve();
    expect(await late).toBe("SESSION_CHANGED");
  });

  test("two gamers' calls never meet in one batch", async () => {
    const { server, levelup, loginAs } = await loggedIn();
    server.requests.length = 0;
    // Ada's call waits for its batch to leave while Grace's login is answered and her first call made.
    server.on["auth.login"] = () => ({ valid: true, token: "grace-9", expiresAt: "", account: grace });
    server.live.set("grace-9", grace);
    vi.useFakeTimers();
    const adas = codeOf(levelup.account.me());
    await loginAs("grace");
    const graces = levelup.account.me();
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect([await adas, await graces]).toEqual(["SESSION_CHANGED", grace]);
    const batches = server.requests.filter(({ batch }) => batch);
    expect(batches.map(({ paths, authorization }) => [paths.length, authorization])).toEqual([
      [1, "Token ada-1"],
      [1, "Token grace-9"],
    ]);
  });

  test("of two logins under way the later one is the session, in whichever order they are answered", async () => {
    const { server, levelup } = await loggedIn();
    const slow = gate();
    server.on["auth.login"] = async ({ input }) => {
      const { username } = input as { username: string };
      if (username === "ada") await slow.promise;
      const found = username === "ada" ? ada : grace;
      server.live.set(`${username}-new`, found);
      return { valid: true, token: `${username}-new`, expiresAt: "", account: found };
    };
    const first = codeOf(levelup.auth.login({ username: "ada", password: "x" }));
    await levelup.auth.login({ username: "grace", password: "x" });
    slow.resolve();
    expect(await first).toBe("SESSION_CHANGED");
    expect(levelup.session.get()).toMatchObject({ account: grace });
    await vi.waitFor(() => expect(server.live.has("ada-new")).toBe(false));
  });

  test("a login that is answered after a logout logs nobody in, and its token is revoked", async () => {
    const { server, storage, levelup } = await loggedIn();
    const slow = gate();
    server.on["auth.login"] = async () => {
      await slow.promise;
      server.live.set("late", ada);
      return { valid: true, token: "late", expiresAt: "", account: ada };
    };
    const late = codeOf(levelup.auth.login({ username: "ada", password: "x" }));
    await levelup.auth.logout();
    slow.resolve();
    expect(await late).toBe("SESSION_CHANGED");
    expect(levelup.session.get().status).toBe("signedOut");
    await vi.waitFor(() => expect([server.live.size, storage.values]).toEqual([0, {}]));
  });
});

describe("changing the password", () => {
  test("stores the fresh token and goes on with it", async () => {
    const { server, storage, levelup, onSignedOut } = await loggedIn();
    await levelup.account.changePassword({ currentPassword: "x", newPassword: "y" });
    expect(storage.values).toEqual({ lu_token: "ada-2" });
    expect(await levelup.account.me()).toEqual(ada);
    expect(server.requests.at(-1)?.authorization).toBe("Token ada-2");
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("a call that the change left with a dead token is sent again with the fresh one", async () => {
    const { server, levelup, onSignedOut } = await loggedIn();
    const answered = gate();
    server.on["account.changePassword"] = async () => {
      server.live.clear();
      server.live.set("ada-2", ada);
      await answered.promise;
      return { token: "ada-2", expiresAt: "" };
    };
    const change = levelup.account.changePassword({ currentPassword: "x", newPassword: "y" });
    const me = levelup.account.me();
    await vi.waitFor(() => expect(server.count("account.me")).toBe(1));
    answered.resolve();
    await change;
    expect(await me).toEqual(ada);
    expect(server.count("account.me")).toBe(2);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("a change that is refused leaves everything as it was", async () => {
    const { server, storage, levelup } = await loggedIn();
    server.on["account.changePassword"] = () => {
      throw new WireError("WRONG_PASSWORD", { field: "currentPassword" });
    };
    const result = await safe(levelup.account.changePassword({ currentPassword: "?", newPassword: "y" }));
    expect(result).toMatchObject({ ok: false, error: { code: "WRONG_PASSWORD", field: "currentPassword" } });
    expect(storage.values).toEqual({ lu_token: "ada-1" });
  });

  test("sent twice by a double click, it is one change and one WRONG_PASSWORD, and nobody is signed out", async () => {
    const { server, levelup, onSignedOut } = await loggedIn();
    let password = "old";
    server.on["account.changePassword"] = ({ input, token }) => {
      if (!server.live.has(token ?? "")) throw new WireError("TOKEN_INVALID");
      const { currentPassword, newPassword } = input as { currentPassword: string; newPassword: string };
      if (currentPassword !== password) throw new WireError("WRONG_PASSWORD");
      password = newPassword;
      server.live.clear();
      server.live.set("ada-2", ada);
      return { token: "ada-2", expiresAt: "" };
    };
    const input = { currentPassword: "old", newPassword: "new" };
    const codes = await Promise.all(
      [levelup.account.changePassword(input), levelup.account.changePassword(input)].map(codeOf),
    );
    expect(codes).toEqual(["resolved", "WRONG_PASSWORD"]);
    expect(onSignedOut).not.toHaveBeenCalled();
  });
});

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
    expect(storage.values).toEqual({ lu_token: "grace-2" });
    expect([...server.live.keys()]).toEqual(["grace-2"]);
  });

  test("H6: a subscriber that logs out from inside a sign-in is obeyed, and every subscriber ends at the same session", async () => {
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

  test("one that throws is reported, and harms no other", async () => {
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

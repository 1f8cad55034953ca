import { createTRPCClient } from "@trpc/client";
import { describe, expect, test, vi } from "vitest";
import type { Api } from "../src/index.ts";
import type { AppRouter } from "./app/app.router.ts";
import { ada, gate, grace, WireError } from "./fake-server.ts";
import { codeOf, loggedIn } from "./logged-in.ts";

describe("when the gamer changes during a call", () => {
  test("K16: a late answer through levelup.api is dropped, and a token in it stays alive", async () => {
    const { server, levelup, loginAs } = await loggedIn();
    const { games } = levelup.api as Api<AppRouter["_def"]["record"]>;
    const slow = gate<{ token: string }>();
    server.on["games.join"] = () => slow.promise;
    server.live.set("of-a-game", ada);
    const late = codeOf(games.join.mutate({ id: 1 }));
    await levelup.auth.logout();
    await loginAs("grace");
    slow.resolve({ token: "of-a-game" });
    expect(await late).toBe("SESSION_CHANGED");
    await levelup.account.me();
    expect(server.live.has("of-a-game")).toBe(true);
  });

  test("K16: a late answer through levelup.link is dropped", async () => {
    const { server, levelup, loginAs } = await loggedIn();
    const client = createTRPCClient<AppRouter>({ links: [levelup.link] });
    const slow = gate<unknown>();
    server.on["games.join"] = () => slow.promise;
    const late = client.games.join.mutate({ id: 1 }).catch((error: Error) => error.cause);
    await loginAs("grace");
    slow.resolve({});
    expect(await late).toMatchObject({ name: "LevelUpError", code: "SESSION_CHANGED" });
  });

  test("H3: a late answer for the former gamer is never delivered, not even as the last known account", async () => {
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

  test("an error for the former gamer is not delivered to the new one", async () => {
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

  test("a login that is answered after a logout starts no session, and its token is revoked", async () => {
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

import { describe, expect, test, vi } from "vitest";
import { createLevelUp } from "../src/index.ts";
import { ada, gate, grace, WireError } from "./fake-server.ts";
import { codeOf, loggedIn } from "./logged-in.ts";
import { openStorage } from "./storages.ts";

describe("a dead token", () => {
  test.each(["TOKEN_INVALID", "TOKEN_EXPIRED", "TOKEN_MISSING", "ACCOUNT_INACTIVE"] as const)(
    "H4: ten parallel calls rejected with %s are one sign-out, and none is sent again",
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

  test("an error for the former token does not end the new session", async () => {
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

  test("TOKEN_MISSING without a session ends no session", async () => {
    const { server } = await loggedIn();
    const onSignedOut = vi.fn();
    const signedOut = createLevelUp({ url: server.url, fetch: server.fetch, storage: openStorage(), onSignedOut });
    expect(await codeOf(signedOut.account.me())).toBe("TOKEN_MISSING");
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

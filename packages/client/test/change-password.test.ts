import { describe, expect, onTestFinished, test, vi } from "vitest";
import { safe } from "../src/index.ts";
import { ada, gate, WireError } from "./fake-server.ts";
import { codeOf, loggedIn } from "./logged-in.ts";
import { stored } from "./storages.ts";

describe("changing the password", () => {
  test("stores the new token and uses it", async () => {
    const { server, storage, levelup, onSignedOut } = await loggedIn();
    await levelup.account.changePassword({ currentPassword: "x", newPassword: "y" });
    expect(storage.values).toEqual(stored({ lu_token: "ada-2", lu_rotated: "ada-1-ada-2" }));
    expect(await levelup.account.me()).toEqual(ada);
    expect(server.requests.at(-1)?.authorization).toBe("Token ada-2");
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("a call that was rejected for the old token is sent again with the new one", async () => {
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

  test("R37: a change that is never answered does not hold up later calls for ever", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { server, levelup } = await loggedIn();
    server.on["account.changePassword"] = () => new Promise(() => {});
    void levelup.account.changePassword({ currentPassword: "x", newPassword: "y" });
    await vi.advanceTimersByTimeAsync(1);
    server.live.clear();
    const me = codeOf(levelup.account.me());
    const second = codeOf(levelup.account.changePassword({ currentPassword: "x", newPassword: "y" }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await me).toBe("TOKEN_INVALID");
    expect(server.count("account.changePassword")).toBe(2);
    expect(levelup.session.get()).toMatchObject({ status: "signedOut", reason: "TOKEN_INVALID" });
    void second;
  });

  test("a rejected change leaves the session as it was", async () => {
    const { server, storage, levelup } = await loggedIn();
    server.on["account.changePassword"] = () => {
      throw new WireError("WRONG_PASSWORD", { field: "currentPassword" });
    };
    const result = await safe(levelup.account.changePassword({ currentPassword: "?", newPassword: "y" }));
    expect(result).toMatchObject({ ok: false, error: { code: "WRONG_PASSWORD", field: "currentPassword" } });
    expect(storage.values).toEqual(stored({ lu_token: "ada-1" }));
  });

  test("sent twice by a double click, it is one change and one WRONG_PASSWORD, and the session goes on", async () => {
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

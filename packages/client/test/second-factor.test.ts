import { expect, test, vi } from "vitest";
import { confirmBy, createLevelUp } from "../src/index.ts";
import { ada, createFakeServer, WireError } from "./fake-server.ts";
import { loggedIn } from "./logged-in.ts";
import { openStorage, stored } from "./storages.ts";

const challenge = { challenge: "lu_step2_x", methods: ["totp", "recovery"], expiresAt: "2030-01-01T00:10:00.000Z" };

test("M1: a login that wants a second step starts no session; the code that follows starts one, on the same device", async () => {
  const server = createFakeServer();
  const storage = openStorage({});
  const levelup = createLevelUp({
    url: "http://levelup.test/trpc",
    fetch: server.fetch,
    storage,
    device: "Firefox on Linux",
  });
  server.on["auth.login"] = () => ({ valid: false, secondFactor: challenge });
  const finish = vi.fn((_call: { input: unknown; token: string | null }) => {
    server.live.set("ada-1", ada);
    return { valid: true, token: "ada-1", expiresAt: "", deviceId: "device-1", account: ada };
  });
  server.on["auth.secondFactor"] = finish;

  const first = await levelup.auth.login({ username: "ada", password: "x" });
  expect(first).toEqual({ valid: false, secondFactor: challenge });
  expect(levelup.session.get()).toMatchObject({ status: "signedOut" });

  const second = await levelup.auth.secondFactor({ challenge: "lu_step2_x", code: "123 456" });

  expect(second.account).toEqual(ada);
  expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: ada });
  expect(storage.values).toMatchObject(stored({ lu_token: "ada-1", lu_device: "device-1" }));
  expect(finish.mock.calls[0]?.[0].input).toEqual({
    challenge: "lu_step2_x",
    code: "123 456",
    device: "Firefox on Linux",
  });
});

test("M12: the token that turning it on answers takes the place of the old one, also after a proof", async () => {
  const onConfirm = vi.fn(async () => ({ password: "x" }));
  const { server, storage, levelup, onSignedOut } = await loggedIn({ confirmation: confirmBy(onConfirm) });
  const before = levelup.session.get();
  server.on["secondFactor.activate"] = ({ token }) => {
    if (!server.live.has(token ?? "")) throw new WireError("TOKEN_INVALID");
    if (token === "ada-1") throw new WireError("REAUTHENTICATION_REQUIRED");
    server.live.clear();
    server.live.set("ada-3", ada);
    return { token: "ada-3", expiresAt: "", recoveryCodes: ["one"] };
  };

  const answer = await levelup.secondFactor.activate({ code: "123456" });

  expect(answer.recoveryCodes).toEqual(["one"]);
  expect(onConfirm).toHaveBeenCalledOnce();
  expect(storage.values).toMatchObject(stored({ lu_token: "ada-3", lu_rotated: "ada-2-ada-3" }));
  expect(levelup.session.get()).toBe(before);
  expect(await levelup.account.me()).toEqual(ada);
  expect(onSignedOut).not.toHaveBeenCalled();
});

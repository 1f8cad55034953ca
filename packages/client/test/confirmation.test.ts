import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type ConfirmReason, confirmBy, createLevelUp, type Proof } from "../src/index.ts";
import { ada, createFakeServer, gate, WireError } from "./fake-server.ts";
import { codeOf, loggedIn } from "./logged-in.ts";
import { openStorage, stored } from "./storages.ts";

/** A device that is logged in on a server where a new address needs a token that `auth.confirm` has made. */
async function notFresh(onConfirm?: (reason: ConfirmReason) => Promise<Proof | null>) {
  const all = await loggedIn(onConfirm === undefined ? {} : { confirmation: confirmBy(onConfirm) });
  needProof(all.server);
  return all;
}

function needProof(server: ReturnType<typeof createFakeServer>) {
  server.on["account.changeEmail"] = ({ token, input }) => {
    if (!server.live.has(token ?? "")) throw new WireError("TOKEN_INVALID");
    if (token === "ada-1") throw new WireError("REAUTHENTICATION_REQUIRED");
    return { email: "", pendingEmail: (input as { email: string }).email };
  };
}

const change = { email: "ada@example.com" };
const proof = { password: "x" };

describe("a call that needs a recent proof", () => {
  test("is repeated once with the new token when the proof is accepted", async () => {
    const onConfirm = vi.fn(async (_reason: ConfirmReason) => proof);
    const { server, storage, levelup, onSignedOut } = await notFresh(onConfirm);
    const before = levelup.session.get();
    expect(await levelup.account.changeEmail(change)).toEqual({ email: "", pendingEmail: change.email });
    expect(onConfirm).toHaveBeenCalledExactlyOnceWith({
      path: "account.changeEmail",
      error: undefined,
      signal: expect.objectContaining({ aborted: true }),
    });
    expect(storage.values).toMatchObject(stored({ lu_token: "ada-2" }));
    expect(server.count("account.changeEmail")).toBe(2);
    expect(levelup.session.get()).toBe(before);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  test("rejects without onConfirm, and nothing else is sent", async () => {
    const { server, levelup } = await notFresh();
    expect(await codeOf(levelup.account.changeEmail(change))).toBe("REAUTHENTICATION_REQUIRED");
    expect(server.count("account.changeEmail")).toBe(1);
    expect(server.count("auth.confirm")).toBe(0);
  });

  test("L8: rejects after a no, and nothing else is sent", async () => {
    const { server, levelup } = await notFresh(async () => null);
    expect(await codeOf(levelup.account.changeEmail(change))).toBe("REAUTHENTICATION_REQUIRED");
    expect(server.count("account.changeEmail")).toBe(1);
    expect(server.count("auth.confirm")).toBe(0);
  });

  test("asks again with the error while the proof is refused", async () => {
    const errors: unknown[] = [];
    const { server, levelup } = await notFresh(async ({ error }) => {
      errors.push(error?.code);
      return errors.length < 3 ? { password: "wrong" } : proof;
    });
    server.on["auth.confirm"] = ({ input }) => {
      if ((input as typeof proof).password !== proof.password) throw new WireError("WRONG_PASSWORD");
      server.live.set("ada-2", ada);
      return { token: "ada-2", expiresAt: "", freshUntil: "" };
    };
    await levelup.account.changeEmail(change);
    expect(errors).toEqual([undefined, "WRONG_PASSWORD", "WRONG_PASSWORD"]);
  });

  test("is not repeated a second time", async () => {
    const onConfirm = vi.fn(async () => proof);
    const { server, levelup } = await notFresh(onConfirm);
    server.on["account.changeEmail"] = () => {
      throw new WireError("REAUTHENTICATION_REQUIRED");
    };
    expect(await codeOf(levelup.account.changeEmail(change))).toBe("REAUTHENTICATION_REQUIRED");
    expect(server.count("account.changeEmail")).toBe(2);
    expect(onConfirm).toHaveBeenCalledOnce();
  });

  test("shares one proof with the calls that wait for one too", async () => {
    const asked = gate<Proof>();
    const onConfirm = vi.fn(() => asked.promise);
    const { server, levelup } = await notFresh(onConfirm);
    const calls = [levelup.account.changeEmail(change), levelup.account.changeEmail({ email: "" })];
    await vi.waitFor(() => expect(server.count("account.changeEmail")).toBe(2));
    asked.resolve(proof);
    await Promise.all(calls);
    expect(onConfirm).toHaveBeenCalledOnce();
    expect(server.count("auth.confirm")).toBe(1);
  });

  test("rejects with SESSION_CHANGED when the gamer logs out instead of answering", async () => {
    const { levelup } = await notFresh(() => new Promise(() => {}));
    const call = codeOf(levelup.account.changeEmail(change));
    await vi.waitFor(() => expect(levelup.session.get().status).toBe("signedIn"));
    await levelup.auth.logout();
    expect(await call).toBe("SESSION_CHANGED");
  });

  test("counts what onConfirm throws as a no, and reports it", async () => {
    const reportError = vi.fn();
    vi.stubGlobal("reportError", reportError);
    onTestFinished(() => void vi.unstubAllGlobals());
    const bug = new Error("bug of the app");
    const { levelup } = await notFresh(() => Promise.reject(bug));
    expect(await codeOf(levelup.account.changeEmail(change))).toBe("REAUTHENTICATION_REQUIRED");
    expect(reportError).toHaveBeenCalledExactlyOnceWith(bug);
  });
});

test("L7: when another tab proves it, this one goes on with the new token, and repeats its waiting call once", async () => {
  const server = createFakeServer();
  needProof(server);
  const storage = openStorage();
  const onSignedOut = vi.fn();
  const asked: ConfirmReason[] = [];
  const open = (onConfirm: (reason: ConfirmReason) => Promise<Proof | null>) => {
    const tab = createLevelUp({
      url: server.url,
      fetch: server.fetch,
      storage,
      onSignedOut,
      confirmation: confirmBy(onConfirm),
    });
    onTestFinished(() => tab.dispose());
    return tab;
  };
  const one = open(async () => proof);
  await one.auth.login({ username: "ada", password: "x" });
  const other = open((reason) => {
    asked.push(reason);
    return new Promise(() => {});
  });
  await other.account.me();
  const before = other.session.get();
  const waiting = other.account.changeEmail({ email: "other@example.com" });
  await vi.waitFor(() => expect(asked).toHaveLength(1));

  await one.account.changeEmail(change);
  expect(await waiting).toEqual({ email: "", pendingEmail: "other@example.com" });
  expect(asked).toHaveLength(1);
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(server.count("auth.confirm")).toBe(1);
  expect(server.count("account.changeEmail")).toBe(4);
  expect(other.session.get()).toBe(before);
  expect(onSignedOut).not.toHaveBeenCalled();
});

test("a tab that slept through a proof, a logout and another gamer's login does not take her for the first", async () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  const server = createFakeServer();
  const storage = openStorage();
  const open = () => createLevelUp({ url: server.url, fetch: server.fetch, storage });
  const one = open();
  await one.auth.login({ username: "ada", password: "x" });
  const asleep = open();
  const before = asleep.session.get();
  await one.auth.confirm(proof);
  await one.auth.logout();
  await one.auth.login({ username: "grace", password: "x" });
  expect(await codeOf(asleep.account.me())).toBe("SESSION_CHANGED");
  expect(asleep.session.get().id).not.toBe(before.id);
  expect(await asleep.account.me()).toMatchObject({ username: "grace" });
});

test("a link's calls and the options are sent without the token", async () => {
  const { server, levelup } = await loggedIn();
  server.on["auth.options"] = () => ({ registration: "open", mail: true, passkeys: false });
  server.on["auth.resetPassword"] = () => ({ username: "ada" });
  server.on["auth.confirmEmail"] = () => ({ username: "ada", email: "ada@example.com" });
  await levelup.auth.options();
  await levelup.auth.resetPassword({ token: "lu_reset_1", newPassword: "y" });
  await levelup.auth.confirmEmail({ token: "lu_verify_1" });
  expect(server.requests.slice(-3).map((request) => request.authorization)).toEqual([undefined, undefined, undefined]);
});

test("asking for a new password sends the id of the device", async () => {
  const { server, levelup } = await loggedIn({ storage: openStorage(stored({ lu_device: "device-1" })) });
  const inputs: unknown[] = [];
  server.on["auth.requestPasswordReset"] = ({ input }) => {
    inputs.push(input);
    return { accepted: true };
  };
  expect(await levelup.auth.requestPasswordReset({ login: "ada" })).toEqual({ accepted: true });
  expect(inputs).toEqual([{ login: "ada", deviceId: "device-1" }]);
});

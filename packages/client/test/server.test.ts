import { createTestApp, type TestApp } from "@levelup/server/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createLevelUp, type Fetch, memoryStorage, safe } from "../src/index.ts";
import { codeOf } from "./logged-in.ts";
import { openStorage, stored } from "./storages.ts";

/** The SDK against the real server, over HTTP. */

let app: TestApp;
let url: string;
let gamers = 0;

beforeAll(async () => {
  app = await createTestApp();
  url = `${await app.listen()}/trpc`;
}, 60_000);

afterAll(() => app[Symbol.asyncDispose]());

function newDevice(options: { storage?: ReturnType<typeof openStorage>; fetch?: Fetch; device?: string } = {}) {
  const onSignedOut = vi.fn();
  return { onSignedOut, levelup: createLevelUp({ url, storage: memoryStorage(), onSignedOut, ...options }) };
}

async function registered(options: Parameters<typeof newDevice>[0] = {}) {
  gamers += 1;
  const credentials = { username: `gamer-${gamers}`, password: "four words in a row" };
  const { levelup, onSignedOut } = newDevice(options);
  const { account } = await levelup.auth.register({ ...credentials, firstName: "Grace", lastName: "Gamer", bio: "Hi" });
  return { levelup, onSignedOut, credentials, account };
}

/** The token in a storage; throws if there is none. */
function tokenIn(values: Record<string, string>): string {
  const entry = Object.entries(values).find(([key]) => key.startsWith("lu_token"));
  if (!entry) throw new Error("no token is stored");
  return entry[1];
}

test("register, me, update, logout, login", async () => {
  const { levelup, credentials, account } = await registered();
  expect(await levelup.account.me()).toEqual(account);
  expect(await levelup.account.update({ bio: "Changed" })).toEqual({ ...account, bio: "Changed" });
  expect(await levelup.auth.logout()).toEqual({ revoked: true });
  expect(await codeOf(levelup.account.me())).toBe("TOKEN_MISSING");
  expect(await levelup.auth.login({ ...credentials, password: "wrong" })).toEqual({ valid: false });
  expect(await levelup.auth.login(credentials)).toMatchObject({ valid: true, account: { bio: "Changed" } });
  expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: { bio: "Changed" } });
});

test("a taken username and invalid input are errors that name their fields", async () => {
  const { credentials } = await registered();
  const { levelup } = newDevice();
  const taken = await safe(levelup.auth.register({ ...credentials, firstName: "A", lastName: "B" }));
  expect(taken).toMatchObject({ ok: false, error: { code: "USERNAME_TAKEN", field: "username" } });
  expect(!taken.ok && taken.error.requestId).toBeTruthy();
  const bad = await safe(levelup.auth.register({ username: "a b", password: "x", firstName: "", lastName: "B" }));
  expect(bad).toMatchObject({ ok: false, error: { code: "INVALID_INPUT" } });
  expect(!bad.ok && bad.error.issues.map(({ field }) => field)).toEqual(
    expect.arrayContaining(["username", "firstName"]),
  );
  const short = await safe(
    levelup.auth.register({ username: "new-name", password: "x", firstName: "A", lastName: "B" }),
  );
  expect(short).toMatchObject({ ok: false, error: { code: "PASSWORD_TOO_SHORT", field: "password" } });
});

test("the list of devices shows each by its label; one is revoked and is signed out at its next call", async () => {
  const { levelup, credentials } = await registered({ device: "Laptop" });
  const phone = newDevice({ device: "Phone" });
  await phone.levelup.auth.login(credentials);
  const devices = await levelup.tokens.list();
  expect(devices.map(({ device, current }) => [device, current])).toEqual(
    expect.arrayContaining([
      ["Phone", false],
      ["Laptop", true],
    ]),
  );
  const id = devices.find(({ device }) => device === "Phone")?.id ?? 0;
  expect(await levelup.tokens.revoke({ id })).toEqual({ revoked: 1 });
  expect(await codeOf(levelup.tokens.revoke({ id }))).toBe("NOT_FOUND");
  expect(await codeOf(phone.levelup.account.me())).toBe("TOKEN_INVALID");
  expect(phone.onSignedOut.mock.calls).toEqual([["TOKEN_INVALID"]]);
});

test("C11: changing the password keeps this device, with a new token, and signs out every other one", async () => {
  const storage = openStorage();
  const { levelup, credentials, account } = await registered({ storage });
  const other = newDevice();
  await other.levelup.auth.login(credentials);
  const before = tokenIn(storage.values);

  const wrong = await safe(
    levelup.account.changePassword({ currentPassword: "wrong", newPassword: "another four words" }),
  );
  expect(wrong).toMatchObject({ ok: false, error: { code: "WRONG_PASSWORD" } });
  await levelup.account.changePassword({ currentPassword: credentials.password, newPassword: "another four words" });

  expect(tokenIn(storage.values)).not.toBe(before);
  expect(await levelup.account.me()).toEqual(account);
  expect(await codeOf(other.levelup.account.me())).toBe("TOKEN_INVALID");
  expect(other.levelup.session.get()).toMatchObject({ status: "signedOut", reason: "TOKEN_INVALID" });
});

test("revokeOthers keeps this device logged in", async () => {
  const { levelup, credentials } = await registered();
  const others = [newDevice(), newDevice()];
  for (const { levelup } of others) await levelup.auth.login(credentials);
  expect(await levelup.tokens.revokeOthers()).toEqual({ revoked: 2 });
  expect(await codeOf(levelup.account.me())).toBe("resolved");
  expect(await Promise.all(others.map(({ levelup }) => codeOf(levelup.account.me())))).toEqual(
    Array(2).fill("TOKEN_INVALID"),
  );
});

test("H4: ten parallel calls with a dead token are one sign-out", async () => {
  const { levelup, onSignedOut, credentials } = await registered();
  const other = newDevice();
  await other.levelup.auth.login(credentials);
  await other.levelup.tokens.revokeOthers();
  const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(levelup.account.me())));
  expect(codes).toEqual(Array(10).fill("TOKEN_INVALID"));
  expect(onSignedOut).toHaveBeenCalledTimes(1);
});

test("more calls at once than a batch may hold all get their answer", async () => {
  const { levelup, account } = await registered();
  const answers = await Promise.all(Array.from({ length: 35 }, () => levelup.account.me()));
  expect(answers).toEqual(Array(35).fill(account));
});

test("H2: logged out offline, the server's token is revoked once the network is back", async () => {
  const storage = openStorage();
  let online = true;
  const network: Fetch = (target, init) => (online ? fetch(target, init) : Promise.reject(new TypeError("offline")));
  const { levelup, credentials } = await registered({ storage, fetch: network });
  const lu_token = tokenIn(storage.values);
  const isAlive = () => codeOf(createLevelUp({ url, storage: openStorage(stored({ lu_token }, url)) }).account.me());

  online = false;
  expect(await levelup.auth.logout()).toEqual({ revoked: false });
  expect(levelup.session.get().status).toBe("signedOut");
  expect(await isAlive()).toBe("resolved");

  online = true;
  await levelup.auth.login(credentials);
  await vi.waitFor(() => expect(Object.keys(storage.values).join()).not.toContain("lu_revoke"));
  expect(await isAlive()).toBe("TOKEN_INVALID");
});

test("an expired token is rejected with TOKEN_EXPIRED", async () => {
  const { levelup, onSignedOut } = await registered();
  app.clock.advance({ days: 31 });
  expect(await codeOf(levelup.account.me())).toBe("TOKEN_EXPIRED");
  expect(onSignedOut.mock.calls).toEqual([["TOKEN_EXPIRED"]]);
});

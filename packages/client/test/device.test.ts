import { describe, expect, test, vi } from "vitest";
import { createLevelUp, type LoginInput, type TokenStorage } from "../src/index.ts";
import { ada, createFakeServer } from "./fake-server.ts";
import { openStorage, slowStorage, stored } from "./storages.ts";

/** A server that answers each login with the next device id, and records what each login sent. */
function setUp(storage: TokenStorage) {
  const server = createFakeServer();
  const sent: LoginInput[] = [];
  const answerLogin = ({ input }: { input: unknown }) => {
    const deviceId = `device-${sent.push(input as LoginInput)}`;
    const token = `token-${sent.length}`;
    server.live.set(token, ada);
    return { valid: true, token, expiresAt: "2030-02-01T00:00:00.000Z", deviceId, account: ada };
  };
  server.on["auth.login"] = answerLogin;
  server.on["auth.register"] = answerLogin;
  const open = () => createLevelUp({ url: server.url, fetch: server.fetch, storage });
  return { server, sent, open };
}

const login = { username: "ada", password: "x" };

describe.each([
  ["a synchronous", openStorage],
  ["an asynchronous", slowStorage],
])("with %s storage, the device id of a login", (_kind, createStorage) => {
  test("is stored as lu_device and sent with the next login, on the next visit too", async () => {
    const storage = createStorage();
    const { open, sent } = setUp(storage);

    const first = open();
    await first.auth.login(login);
    await first.auth.login(login);
    await open().auth.login(login);

    expect(sent.map(({ deviceId }) => deviceId)).toEqual([undefined, "device-1", "device-2"]);
    await vi.waitFor(() => expect(storage.values).toMatchObject(stored({ lu_device: "device-3" })));
  });

  test("stays at logout, and a registration leaves one too", async () => {
    const storage = createStorage();
    const { open } = setUp(storage);
    const levelup = open();

    await levelup.auth.register({ ...login, firstName: "Ada", lastName: "Gamer" });
    await levelup.auth.logout();

    await vi.waitFor(() => expect(storage.values).toEqual(stored({ lu_device: "device-1" })));
  });
});

test.each(["undefined", "null", "", "two words", "\u0000"])(
  "a stored device id of %j is not sent",
  async (lu_device) => {
    const { open, sent } = setUp(openStorage(stored({ lu_device })));

    await open().auth.login(login);

    expect(sent).toEqual([login]);
  },
);

test("a login that fails leaves the device id as it was", async () => {
  const storage = openStorage(stored({ lu_device: "device-0" }));
  const { open, server } = setUp(storage);
  server.on["auth.login"] = () => ({ valid: false });

  await open().auth.login(login);

  expect(storage.values).toEqual(stored({ lu_device: "device-0" }));
});

import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { passkeys } from "../src/passkeys.ts";
import { ada, gate, WireError } from "./fake-server.ts";
import { codeOf, loggedIn } from "./logged-in.ts";

const requestOptions = { challenge: "x", rpId: "localhost", timeout: 300_000, userVerification: "required" };
const creationOptions = {
  rp: { id: "localhost", name: "Level Up" },
  user: { id: "handle", name: "ada", displayName: "Ada" },
  excludeCredentials: [{ id: "old", type: "public-key", transports: [] }],
};
const answer = { id: "key", rawId: "key", type: "public-key", response: {} };
const added = { id: 7, name: "Passkey", synced: true, createdAt: "", lastUsedAt: null };

type Request = { publicKey: object; signal: AbortSignal; mediation?: string };

/** An error of the browser, by its name. */
const domError = (name: string) => Object.assign(new Error(name), { name });

/** A browser with WebAuthn, whose requests the test settles. */
function withBrowser({ hostname = "localhost", conditional = true } = {}) {
  const requests: (Request & { settle: (id: string | null) => void; fail: (error: Error) => void })[] = [];
  const ceremony = (options: Request) => {
    const { promise, resolve, reject } = gate<{ toJSON(): object } | null>();
    options.signal.addEventListener("abort", () => reject(domError("AbortError")));
    if (options.signal.aborted) reject(domError("AbortError"));
    const settle = (id: string | null) =>
      resolve(id === null ? null : { toJSON: () => ({ ...answer, id, rawId: id }) });
    requests.push({ ...options, settle, fail: reject });
    return promise;
  };
  const told: [string, unknown][] = [];
  const tell = (what: string) => async (options: object) => void told.push([what, options]);
  vi.stubGlobal("navigator", { credentials: { get: ceremony, create: ceremony } });
  vi.stubGlobal("location", { hostname, href: `http://${hostname}/` });
  vi.stubGlobal("PublicKeyCredential", {
    parseRequestOptionsFromJSON: (options: object) => options,
    parseCreationOptionsFromJSON: (options: object) => options,
    isConditionalMediationAvailable: async () => conditional,
    signalAllAcceptedCredentials: tell("accepted"),
    signalUnknownCredential: tell("unknown"),
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return { requests, told };
}

async function opened(options?: Parameters<typeof withBrowser>[0]) {
  const browser = withBrowser(options);
  const all = await loggedIn();
  const inputs: object[] = [];
  all.server.on["auth.beginPasskey"] = () => ({ options: requestOptions, ceremony: "c1" });
  all.server.on["passkeys.begin"] = () => ({ options: creationOptions, ceremony: "c2" });
  all.server.on["passkeys.add"] = ({ input }) => {
    inputs.push(input as object);
    return added;
  };
  all.server.on["auth.passkey"] = ({ input }) => {
    inputs.push(input as object);
    const { id } = (input as { response: { id: string } }).response;
    all.server.live.set("ada-9", ada);
    return id === "key"
      ? { valid: true, token: "ada-9", expiresAt: "", deviceId: "d", account: ada }
      : { valid: false };
  };
  return { ...all, ...browser, inputs, keys: passkeys(all.levelup) };
}

beforeEach(() => {
  vi.useRealTimers();
});

describe("a login by a passkey", () => {
  test("N1: sends the answer with what the SDK knows of the device, and starts the session", async () => {
    const { keys, requests, inputs, levelup, storage } = await opened();
    await levelup.auth.logout();

    const login = keys.login();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    requests[0]?.settle("key");

    expect(await login).toMatchObject({ valid: true, account: ada });
    expect(inputs).toMatchObject([{ ceremony: "c1", response: { id: "key" } }]);
    expect(levelup.session.get()).toMatchObject({ status: "signedIn", account: ada });
    expect([...Object.values(storage.values)].join()).toContain("ada-9");
  });

  test("N3: by the button ends the one that waits in the field, also while its options are on the way", async () => {
    const { keys, requests, server } = await opened();
    const options = gate();
    server.on["auth.beginPasskey"] = async () => {
      await options.promise;
      return { options: requestOptions, ceremony: "c1" };
    };
    const waiting = keys.login({ autofill: true });
    const pressed = keys.login();
    options.resolve();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    expect(requests[0]?.mediation).toBeUndefined();
    requests[0]?.settle("key");

    expect(await waiting).toBeNull();
    expect(await pressed).toMatchObject({ valid: true });

    const second = keys.login({ autofill: true });
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    expect(requests[1]?.mediation).toBe("conditional");
    const third = keys.login();
    await vi.waitFor(() => expect(requests).toHaveLength(3));
    requests[2]?.settle("key");
    expect([await second, (await third)?.valid]).toEqual([null, true]);
  });

  test("N2: ends when its signal is aborted, before or while it waits", async () => {
    const { keys, requests } = await opened();
    const controller = new AbortController();
    const login = keys.login({ autofill: true, signal: controller.signal });
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort();

    expect(await login).toBeNull();
    expect(await keys.login({ signal: controller.signal })).toBeNull();
    expect(requests).toHaveLength(1);
  });

  test("N2: asks for a new challenge before the one in the field expires", async () => {
    const { keys, requests, server } = await opened();
    server.on["auth.beginPasskey"] = () => ({ options: { ...requestOptions, timeout: 10 }, ceremony: "c1" });
    const controller = new AbortController();
    const login = keys.login({ autofill: true, signal: controller.signal });

    await vi.waitFor(() => expect(requests.length).toBeGreaterThanOrEqual(3));
    controller.abort();

    expect(await login).toBeNull();
    expect(server.count("auth.beginPasskey")).toBeGreaterThanOrEqual(3);
  });

  test("N5: that the server does not accept is told to the browser", async () => {
    const { keys, requests, told } = await opened();
    const login = keys.login();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    requests[0]?.settle("unknown");

    expect(await login).toEqual({ valid: false });
    expect(told).toEqual([["unknown", { rpId: "localhost", credentialId: "unknown" }]]);
  });

  test.each(["NotAllowedError", "AbortError", "SecurityError", "NotSupportedError", "UnknownError"])(
    "N19: that ends with %s comes to nothing",
    async (name) => {
      const { keys, requests } = await opened();
      const login = keys.login();
      await vi.waitFor(() => expect(requests).toHaveLength(1));
      requests[0]?.fail(domError(name));

      expect(await login).toBeNull();
    },
  );

  test("N19: comes to nothing without WebAuthn, and without suggestions where a field should have them", async () => {
    const { levelup } = await opened({ conditional: false });
    expect(await passkeys(levelup).login({ autofill: true })).toBeNull();
    vi.unstubAllGlobals();

    expect(passkeys(levelup).supported()).toBe(false);
    expect(await passkeys(levelup).login()).toBeNull();
    expect(await passkeys(levelup).prove()).toBeNull();
  });

  test.each([
    ["localhost", true],
    ["play.example.com", true],
    ["127.0.0.1", false],
    ["[::1]", false],
  ])("N16: on %s: %s", async (hostname, expected) => {
    const { keys } = await opened({ hostname });
    expect(keys.supported()).toBe(expected);
  });

  test("rejects with the server's error", async () => {
    const { keys, server } = await opened();
    server.on["auth.beginPasskey"] = () => {
      throw new WireError("NOT_OFFERED");
    };
    expect(await codeOf(keys.login())).toBe("NOT_OFFERED");
  });
});

describe("a passkey of the account", () => {
  test("is a proof for a call that needs one", async () => {
    const { keys, requests, levelup, server } = await opened();
    const proof = keys.prove();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    requests[0]?.settle("key");

    expect(await proof).toEqual({ ceremony: "c1", response: { ...answer } });
    await levelup.auth.confirm((await proof) ?? { password: "" });
    expect(server.count("auth.confirm")).toBe(1);
  });

  test("is added, and the browser told which ones there are", async () => {
    const { keys, requests, inputs, told } = await opened();
    const result = keys.add({ name: "Phone" });
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    requests[0]?.settle("key");

    expect(await result).toEqual({ added: true, passkey: added });
    expect(inputs).toEqual([{ ceremony: "c2", response: answer, name: "Phone" }]);
    expect(told).toEqual([
      ["accepted", { rpId: "localhost", userId: "handle", allAcceptedCredentialIds: ["old", "key"] }],
    ]);
  });

  test("N9: that the device has already is not added again", async () => {
    const { keys, requests, server } = await opened();
    const result = keys.add();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    requests[0]?.fail(domError("InvalidStateError"));

    expect(await result).toEqual({ added: false, exists: true });
    expect(server.count("passkeys.add")).toBe(0);
  });

  test("N19: is not added when the gamer cancels", async () => {
    const { keys, requests } = await opened();
    const result = keys.add();
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    requests[0]?.fail(domError("NotAllowedError"));

    expect(await result).toEqual({ added: false, exists: false });
  });

  test("N12: is removed, and the browser told which ones are left", async () => {
    const { keys, server, told } = await opened();
    const accepted = { rpId: "localhost", userId: "handle", allAcceptedCredentialIds: ["old"] };
    server.on["passkeys.remove"] = () => ({ removed: 1, accepted });

    expect(await keys.remove({ id: 7 })).toEqual({ removed: 1, accepted });
    expect(told).toEqual([["accepted", accepted]]);
  });
});

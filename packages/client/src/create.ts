import type { LevelUp } from "./api.ts";
import { createCalls } from "./calls.ts";
import type { Confirmer } from "./confirmation.ts";
import { createDevice } from "./device.ts";
import { createLink } from "./link.ts";
import { type Fetch, listen } from "./platform.ts";
import { createApi } from "./procedures.ts";
import { createFetch } from "./rest.ts";
import { createRevocations } from "./revocations.ts";
import type { AnyRouter, NoRouter } from "./router.ts";
import { serverStorage } from "./server-storage.ts";
import type { SignedOutReason } from "./session.ts";
import { createSession } from "./session-state.ts";
import { localStorageStorage, type TokenStorage, tolerantStorage } from "./storage.ts";
import { connect } from "./transport.ts";

export interface LevelUpOptions {
  /** Where the server's tRPC endpoint is: `/trpc` on the app's own origin, or `https://accounts.example.com/trpc`. */
  url: string;
  /** Where the token is kept. By default localStorage, and memory where there is none or it is blocked. */
  storage?: TokenStorage | undefined;
  /** Sends the requests in place of the platform's `fetch`. */
  fetch?: Fetch | undefined;
  /** The origins whose routes `levelup.fetch` calls with the token. By default that of `url` alone. */
  origins?: readonly string[] | undefined;
  /** A label for this device in the account's list of tokens, such as "Firefox on Linux"; at most 100 characters. */
  device?: string | undefined;
  /** Called once for each session that ends, here or in another tab, after all subscribers. */
  onSignedOut?: ((reason: SignedOutReason) => void) | undefined;
  /** `confirmBy(…)`, to ask for a proof where a call needs a recent one. Without it such a call rejects. */
  confirmation?: Confirmer | undefined;
}

/**
 * Creates the SDK for one server. An app creates one and keeps it; on a server that acts for several gamers, create one
 * for each, with `memoryStorage()`.
 *
 * `createLevelUp<AppRouter>({ url })` takes the type of the app's own router, for `levelup.api`.
 *
 * Every call rejects with a `LevelUpError` and with nothing else; `safe` turns that into a value. A call that is made
 * while an asynchronous storage is being read waits for it.
 */
export function createLevelUp<Router extends AnyRouter = NoRouter>(options: LevelUpOptions): LevelUp<Router> {
  const { url, fetch } = options;
  const storage = tolerantStorage(serverStorage(options.storage ?? localStorageStorage(), url));
  // A logout outlives the page that it leaves.
  const revocations = createRevocations(storage, (token) => connect({ url, fetch, token, keepalive: true }));
  const session = createSession({
    storage,
    connect: (token) => connect({ url, fetch, token }),
    discard: revocations.add,
    onSignedOut: options.onSignedOut,
  });
  const calls = createCalls({
    session,
    revocations,
    device: createDevice(storage),
    label: options.device,
    anonymous: connect({ url, fetch, token: null }),
    confirmer: options.confirmation,
  });
  const stopListening = listen("online", revocations.flush);

  const dispose = () => {
    stopListening();
    session.close();
  };

  const query =
    <Data>(path: string) =>
    () =>
      calls.call<Data>("query", path);
  const mutation =
    <Data>(path: string) =>
    (input?: unknown) =>
      calls.call<Data>("mutation", path, input);
  return {
    auth: {
      register: mutation("auth.register"),
      login: mutation("auth.login"),
      secondFactor: mutation("auth.secondFactor"),
      logout: mutation("auth.logout"),
      options: query("auth.options"),
      requestPasswordReset: mutation("auth.requestPasswordReset"),
      resetPassword: mutation("auth.resetPassword"),
      confirmEmail: mutation("auth.confirmEmail"),
      confirm: mutation("auth.confirm"),
      beginPasskey: mutation("auth.beginPasskey"),
      passkey: mutation("auth.passkey"),
    },
    account: {
      me: query("account.me"),
      update: mutation("account.update"),
      changePassword: mutation("account.changePassword"),
      changeEmail: mutation("account.changeEmail"),
      requestEmailVerification: mutation("account.requestEmailVerification"),
      security: query("account.security"),
    },
    passkeys: {
      begin: mutation("passkeys.begin"),
      add: mutation("passkeys.add"),
      list: query("passkeys.list"),
      rename: mutation("passkeys.rename"),
      remove: mutation("passkeys.remove"),
    },
    tokens: {
      list: query("tokens.list"),
      revoke: mutation("tokens.revoke"),
      revokeOthers: mutation("tokens.revokeOthers"),
    },
    apiTokens: {
      create: mutation("apiTokens.create"),
      list: query("apiTokens.list"),
      revoke: mutation("apiTokens.revoke"),
      scopes: query("apiTokens.scopes"),
    },
    secondFactor: {
      begin: mutation("secondFactor.begin"),
      activate: mutation("secondFactor.activate"),
      disable: mutation("secondFactor.disable"),
      recoveryCodes: mutation("secondFactor.recoveryCodes"),
    },
    api: createApi(calls),
    link: createLink(calls),
    fetch: createFetch(options, calls),
    session: { get: session.get, subscribe: session.subscribe },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

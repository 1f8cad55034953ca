import type { Account, ConfirmOutput, LevelUp, LoginOutput, MintedToken, RegisterOutput } from "./api.ts";
import { type Calls, createCalls } from "./calls.ts";
import { createConfirmation, type OnConfirm, type Proof } from "./confirmation.ts";
import { withDeadline } from "./deadline.ts";
import { createDevice } from "./device.ts";
import { type Fetch, listen } from "./platform.ts";
import { createRevocations } from "./revocations.ts";
import { createSequence } from "./sequence.ts";
import { serverStorage } from "./server-storage.ts";
import type { SignedOutReason } from "./session.ts";
import { createSession } from "./session-state.ts";
import { localStorageStorage, type TokenStorage, tolerantStorage } from "./storage.ts";
import { type CallType, connect } from "./transport.ts";

export interface LevelUpOptions {
  /** Where the server's tRPC endpoint is: `/trpc` on the app's own origin, or `https://accounts.example.com/trpc`. */
  url: string;
  /** Where the token is kept. By default localStorage, and memory where there is none or it is blocked. */
  storage?: TokenStorage | undefined;
  /** Sends the requests in place of the platform's `fetch`. */
  fetch?: Fetch | undefined;
  /** A label for this device in the account's list of tokens, such as "Firefox on Linux"; at most 100 characters. */
  device?: string | undefined;
  /** Called once for each session that ends, here or in another tab, after all subscribers. */
  onSignedOut?: ((reason: SignedOutReason) => void) | undefined;
  /**
   * Asks the gamer for the password where a call needs a recent proof; the call is then repeated once. It is called again
   * if the proof was refused. Without it, or if it resolves with null, the call rejects with `REAUTHENTICATION_REQUIRED`.
   */
  onConfirm?: OnConfirm | undefined;
}

/**
 * Creates the SDK for one server. An app creates one and keeps it; on a server that acts for several gamers, create one
 * for each, with `memoryStorage()`.
 *
 * Every call rejects with a `LevelUpError` and with nothing else; `safe` turns that into a value. A call that is made
 * while an asynchronous storage is being read waits for it.
 */
export function createLevelUp(options: LevelUpOptions): LevelUp {
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
  const device = createDevice(storage);
  const calls = createCalls({
    session,
    revocations,
    device,
    anonymous: connect({ url, fetch, token: null }),
  });
  const stopListening = listen("online", revocations.flush);

  const accountCalls = createSequence();

  function account(type: CallType, path: "account.me" | "account.update", input?: unknown) {
    const call = accountCalls.next();
    return authenticated<Account>(type, path, input, (data) => {
      if (accountCalls.accept(call)) session.setAccount(data);
    });
  }

  /** A call whose answer holds the token that replaces the current one. */
  async function rotate<Data extends MintedToken>(path: "account.changePassword" | "auth.confirm", input: unknown) {
    const restoring = session.restoring();
    if (restoring) await restoring;
    const login = session.current();
    const answer = calls.authenticated<Data>("mutation", path, input, ({ token }) => session.rotate(token));
    if (login) login.rotation = withDeadline(answer);
    return answer;
  }

  const confirm = (proof: Proof) => rotate<ConfirmOutput>("auth.confirm", proof);
  const confirmation = createConfirmation({ session, onConfirm: options.onConfirm, confirm });
  const authenticated: Calls["authenticated"] = (type, path, ...rest) =>
    confirmation.run(path, () => calls.authenticated(type, path, ...rest));

  const labelled = <Input extends { device?: string | undefined }>(input: Input) => ({
    device: options.device,
    ...input,
  });

  const dispose = () => {
    stopListening();
    session.close();
  };

  return {
    auth: {
      register: (input) => calls.signIn<RegisterOutput>("auth.register", labelled(input)),
      login: (input) => calls.signIn<LoginOutput>("auth.login", labelled(input)),
      logout: calls.signOut,
      options: () => calls.anonymous("query", "auth.options"),
      requestPasswordReset: async (input) =>
        calls.anonymous("mutation", "auth.requestPasswordReset", { deviceId: await device.id(), ...input }),
      resetPassword: (input) => calls.anonymous("mutation", "auth.resetPassword", input),
      confirmEmail: (input) => calls.anonymous("mutation", "auth.confirmEmail", input),
      confirm,
    },
    account: {
      me: () => account("query", "account.me"),
      update: (input) => account("mutation", "account.update", input),
      changePassword: (input) => rotate<MintedToken>("account.changePassword", input),
      changeEmail: (input) => authenticated("mutation", "account.changeEmail", input),
      requestEmailVerification: () => authenticated("mutation", "account.requestEmailVerification"),
      security: () => authenticated("query", "account.security"),
    },
    tokens: {
      list: () => authenticated("query", "tokens.list"),
      revoke: (input) => authenticated("mutation", "tokens.revoke", input),
      revokeOthers: () => authenticated("mutation", "tokens.revokeOthers"),
    },
    session: { get: session.get, subscribe: session.subscribe },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

import type { Account, LevelUp, LoginOutput, MintedToken, RegisterOutput } from "./api.ts";
import { createCalls } from "./calls.ts";
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
}

/**
 * Creates the SDK for one server. An app creates one and keeps it; on a server that acts for several gamers, create one
 * for each, with `memoryStorage()`.
 *
 * Every call rejects with a `LevelUpError` and with nothing else; `safe` turns that into a value. A call that is made
 * while an asynchronous storage is being read waits for it.
 */
export function createLevelUp(options: LevelUpOptions): LevelUp {
  const { url, fetch, device } = options;
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
    anonymous: connect({ url, fetch, token: null }),
  });
  const stopListening = listen("online", revocations.flush);

  const accountCalls = createSequence();

  function account(type: CallType, path: "account.me" | "account.update", input?: unknown) {
    const call = accountCalls.next();
    return calls.authenticated<Account>(type, path, input, (data) => {
      if (accountCalls.accept(call)) session.setAccount(data);
    });
  }

  const labelled = <Input extends { device?: string | undefined }>(input: Input) => ({ device, ...input });

  const dispose = () => {
    stopListening();
    session.close();
  };

  return {
    auth: {
      register: (input) => calls.signIn<RegisterOutput>("auth.register", labelled(input)),
      login: (input) => calls.signIn<LoginOutput>("auth.login", labelled(input)),
      logout: calls.signOut,
    },
    account: {
      me: () => account("query", "account.me"),
      update: (input) => account("mutation", "account.update", input),
      async changePassword(input) {
        const restoring = session.restoring();
        if (restoring) await restoring;
        const login = session.current();
        const answer = calls.authenticated<MintedToken>("mutation", "account.changePassword", input, ({ token }) =>
          session.rotate(token),
        );
        if (login) login.rotation = withDeadline(answer);
        return answer;
      },
    },
    tokens: {
      list: () => calls.authenticated("query", "tokens.list"),
      revoke: (input) => calls.authenticated("mutation", "tokens.revoke", input),
      revokeOthers: () => calls.authenticated("mutation", "tokens.revokeOthers"),
    },
    session: { get: session.get, subscribe: session.subscribe },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

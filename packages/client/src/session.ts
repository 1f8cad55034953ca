import type { Account } from "./api.ts";
import { runCallback } from "./platform.ts";
import { isToken, type TolerantStorage } from "./storage.ts";
import { followTabs } from "./tabs.ts";
import type { Send } from "./transport.ts";

/**
 * Why a session ended:
 *
 * - `LOGOUT`: `auth.logout` was called here.
 * - `OTHER_TAB`: it ended in another tab.
 * - `TOKEN_INVALID`: the server does not know the token any more; it was revoked from another device, or the password changed.
 * - `TOKEN_EXPIRED`, `ACCOUNT_INACTIVE`: as they say.
 * - `TOKEN_MISSING`: the token was sent but did not arrive; something between strips the Authorization header.
 */
export type SignedOutReason =
  | "LOGOUT"
  | "OTHER_TAB"
  | "TOKEN_INVALID"
  | "TOKEN_EXPIRED"
  | "TOKEN_MISSING"
  | "ACCOUNT_INACTIVE";

/**
 * Who is logged in on this device. It never holds the token. `id` is another number for each login, and stays the same
 * while a password changes or an account is updated: use it as a key for whatever belongs to one gamer's visit.
 */
export type Session =
  /** The token is still being read: only with an asynchronous storage, and while rendering on a server. */
  | { readonly status: "restoring"; readonly id: number }
  /** `reason` is null where nobody was logged in before. */
  | { readonly status: "signedOut"; readonly id: number; readonly reason: SignedOutReason | null }
  /** `account` is the last known one: null after a reload, until `account.me` was answered once. */
  | { readonly status: "signedIn"; readonly id: number; readonly account: Account | null };

/** A store of the one current {@link Session}. */
export interface SessionStore {
  /** The current session: the same object until something changes. */
  get(): Session;
  /** Calls `listener` after every change; gives back the function that stops it. */
  subscribe(listener: () => void): () => void;
}

/** A login as the SDK holds it: the token and the connection that sends it. */
export type Login = {
  readonly id: number;
  readonly token: string;
  readonly send: Send;
  /** Settles when the password change under way has its answer, and the token its successor; never rejects. */
  rotation?: Promise<unknown>;
};

/** The session and everything that may change it. Each change is complete before anybody is told of it. */
export type SessionState = SessionStore & {
  current(): Login | null;
  /** Settles when the stored token has been read; undefined when it has. */
  restoring(): PromiseLike<void> | undefined;
  signIn(token: string, account: Account): void;
  signOut(reason: SignedOutReason): void;
  /** Takes the current login's next token. */
  rotate(token: string): void;
  /** Takes in what was learned of the current account. */
  learn(account: Account): void;
  /** Ends a login whose token the server refused, unless it is no longer the current one, here or in another tab. */
  tokenDied(login: Login, reason: SignedOutReason): PromiseLike<void> | undefined;
  close(): void;
};

/** As the original client named it. */
const storageKey = "lu_token";

export function createSession(
  storage: TolerantStorage,
  connect: (token: string) => Send,
  onSignedOut: ((reason: SignedOutReason) => void) | undefined,
): SessionState {
  const listeners = new Set<() => void>();
  let snapshot: Session = { status: "restoring", id: 0 };
  let login: Login | null = null;
  let lastId = 0;
  /** Counts this device's own changes, so that a slow read of the storage does not undo one made since it began. */
  let ownChanges = 0;

  function show(next: Session): void {
    const before = snapshot;
    snapshot = next;
    for (const listener of [...listeners]) runCallback(listener);
    if (before.status === "signedIn" && next.status === "signedOut" && next.reason) {
      const { reason } = next;
      runCallback(() => onSignedOut?.(reason));
    }
  }

  function hold(token: string | null): void {
    login = token ? { id: lastId, token, send: connect(token) } : null;
  }

  /** Holds a token, or none, that came about here: storage and the other tabs follow. */
  function replace(token: string | null): void {
    ownChanges += 1;
    hold(token);
    storage.write(storageKey, token, tabs.tell);
  }

  function signOut(reason: SignedOutReason): void {
    lastId += 1;
    replace(null);
    show({ status: "signedOut", id: lastId, reason });
  }

  /** Follows the storage: at the start, and when another tab has changed it. */
  function follow(): void {
    const seen = ownChanges;
    storage.read(storageKey, (stored) => {
      const token = stored && isToken(stored) ? stored : null;
      const restored = snapshot.status === "restoring";
      if (seen !== ownChanges || (!restored && token === (login?.token ?? null))) return;
      if (!restored) lastId += 1;
      hold(token);
      if (token) show({ status: "signedIn", id: lastId, account: null });
      else show({ status: "signedOut", id: lastId, reason: restored ? null : "OTHER_TAB" });
    });
  }

  const tabs = followTabs(follow);
  follow();

  return {
    get: () => snapshot,
    subscribe(listener) {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    current: () => login,
    restoring: () => (snapshot.status === "restoring" ? storage.pending() : undefined),
    signIn(token, account) {
      lastId += 1;
      replace(token);
      show({ status: "signedIn", id: lastId, account });
    },
    signOut,
    rotate: replace,
    learn(account) {
      if (snapshot.status !== "signedIn" || JSON.stringify(snapshot.account) === JSON.stringify(account)) return;
      show({ ...snapshot, account });
    },
    tokenDied(dead, reason) {
      storage.read(storageKey, (stored) => {
        if (login !== dead) return;
        // Another tab may have the next token already: then that one is the session, and no one is signed out.
        if (stored && stored !== dead.token && isToken(stored)) follow();
        else signOut(reason);
      });
      return storage.pending();
    },
    close: tabs.close,
  };
}

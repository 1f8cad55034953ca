import type { Account } from "./api.ts";
import { runCallback } from "./platform.ts";
import type { Session, SessionStore, SignedOutReason } from "./session.ts";
import { isToken, type TolerantStorage } from "./storage.ts";
import { followTabs } from "./tabs.ts";
import type { Send } from "./transport.ts";

/** A login as the SDK holds it: the token and the connection that sends it. */
type Login = {
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

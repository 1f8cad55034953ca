import type { Account } from "./api.ts";
import { platform, runCallback } from "./platform.ts";
import type { Session, SessionStore, SignedOutReason } from "./session.ts";
import { isToken, type TolerantStorage } from "./storage.ts";
import { watchTabs } from "./tabs.ts";
import type { Send } from "./transport.ts";

/** The current login: its token and the connection that sends it. */
export type Login = {
  readonly id: number;
  readonly token: string;
  readonly send: Send;
  /** Aborted when another token has taken the place of this one, or none. */
  readonly ended: InstanceType<typeof platform.AbortController>;
  /** Settles when a password change under way has brought the next token, or failed; never rejects. */
  rotation?: Promise<unknown>;
};

/** The session and everything that changes it. Each change is complete before subscribers are notified. */
export type SessionState = SessionStore & {
  current(): Login | null;
  /** Settles when the stored token has been read; undefined if it has been. */
  restoring(): PromiseLike<void> | undefined;
  signIn(token: string, account: Account): void;
  signOut(reason: SignedOutReason): void;
  /** Replaces the token of the current login. */
  rotate(token: string): void;
  /** Sets the last known state of the current account. */
  setAccount(account: Account): void;
  /** Ends a login whose token the server rejected, unless it is no longer the current one, here or in another tab. */
  tokenRejected(login: Login, reason: SignedOutReason): PromiseLike<void> | undefined;
  close(): void;
};

const storageKey = "lu_token";
/** The last characters of a token and of the one that has replaced it, so that other tabs know one login by both. */
const rotationKey = "lu_rotated";

const rotationMark = (token: string, next: string) => `${token.slice(-8)}-${next.slice(-8)}`;

type Deps = {
  storage: TolerantStorage;
  connect: (token: string) => Send;
  /** Called with each token that a login or a logout leaves unused. */
  discard: (token: string) => void;
  onSignedOut: ((reason: SignedOutReason) => void) | undefined;
};

export function createSession({ storage, connect, discard, onSignedOut }: Deps): SessionState {
  const listeners = new Set<() => void>();
  let snapshot: Session = { status: "restoring", id: 0 };
  let login: Login | null = null;
  let lastId = 0;
  /** Counts changes made here, so that a slow read of the storage does not undo a newer one. */
  let ownChanges = 0;

  function publish(next: Session): void {
    const before = snapshot;
    snapshot = next;
    for (const listener of [...listeners]) runCallback(listener);
    if (before.status === "signedIn" && next.status === "signedOut" && next.reason) {
      const { reason } = next;
      runCallback(() => onSignedOut?.(reason));
    }
  }

  function setLogin(token: string | null): void {
    login?.ended.abort();
    login = token ? { id: lastId, token, send: connect(token), ended: new platform.AbortController() } : null;
  }

  /** Sets or clears the token here, in the storage and in the other tabs. */
  function storeToken(token: string | null): void {
    ownChanges += 1;
    setLogin(token);
    storage.write(storageKey, token, tabs.notify);
  }

  /** Discards the tokens that `next` replaces. Another tab may have stored one since this one last read the storage. */
  function discardOthers(next: string | null): void {
    const held = login?.token;
    storage.read(storageKey, (stored) => {
      for (const token of new Set([held, stored])) if (token && token !== next && isToken(token)) discard(token);
    });
  }

  function signOut(reason: SignedOutReason): void {
    if (reason === "LOGOUT") discardOthers(null);
    lastId += 1;
    storeToken(null);
    publish({ status: "signedOut", id: lastId, reason });
  }

  /** Takes over the stored token: at the start, and when another tab has changed it. */
  function readToken(): void {
    const changesBefore = ownChanges;
    let token: string | null = null;
    storage.read(storageKey, (stored) => {
      token = stored && isToken(stored) ? stored : null;
    });
    storage.read(rotationKey, (mark) => {
      const restored = snapshot.status === "restoring";
      if (changesBefore !== ownChanges || (!restored && token === (login?.token ?? null))) return;
      // Another tab has changed the password or confirmed who it is: the same login goes on.
      if (login && token && mark === rotationMark(login.token, token)) return setLogin(token);
      if (!restored) lastId += 1;
      setLogin(token);
      if (token) publish({ status: "signedIn", id: lastId, account: null });
      else publish({ status: "signedOut", id: lastId, reason: restored ? null : "OTHER_TAB" });
    });
  }

  const tabs = watchTabs(readToken);
  readToken();

  return {
    get: () => snapshot,
    subscribe(listener) {
      // Its own function, so that the same listener can subscribe twice.
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    current: () => login,
    restoring: () => (snapshot.status === "restoring" ? storage.pending() : undefined),
    signIn(token, account) {
      discardOthers(token);
      lastId += 1;
      storeToken(token);
      publish({ status: "signedIn", id: lastId, account });
    },
    signOut,
    rotate(token) {
      if (login) storage.write(rotationKey, rotationMark(login.token, token));
      storeToken(token);
    },
    setAccount(account) {
      if (snapshot.status !== "signedIn" || JSON.stringify(snapshot.account) === JSON.stringify(account)) return;
      publish({ ...snapshot, account });
    },
    tokenRejected(rejected, reason) {
      storage.read(storageKey, (stored) => {
        if (login !== rejected) return;
        // Another tab may have stored the next token already: go on with that one.
        if (stored && stored !== rejected.token && isToken(stored)) readToken();
        else signOut(reason);
      });
      return storage.pending();
    },
    close: tabs.close,
  };
}

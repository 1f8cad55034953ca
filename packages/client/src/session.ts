import type { Account } from "./api.ts";

/**
 * Why a session ended:
 *
 * - `LOGOUT`: `auth.logout` was called here.
 * - `OTHER_TAB`: it ended in another tab.
 * - `TOKEN_INVALID`: the token was revoked from another device, or by a change of the password.
 * - `TOKEN_EXPIRED`: the token was not used for too long.
 * - `ACCOUNT_INACTIVE`: the account was deactivated.
 * - `TOKEN_MISSING`: the token was sent but did not arrive; a proxy strips the Authorization header.
 */
export type SignedOutReason =
  | "LOGOUT"
  | "OTHER_TAB"
  | "TOKEN_INVALID"
  | "TOKEN_EXPIRED"
  | "TOKEN_MISSING"
  | "ACCOUNT_INACTIVE";

/**
 * Who is logged in on this device. It never holds the token. Each login has another `id`, which stays the same when the
 * password or the account changes: use it as a key for state that belongs to one session.
 */
export type Session =
  /** The token is still being read: only with an asynchronous storage, and while rendering on a server. */
  | { readonly status: "restoring"; readonly id: number }
  /** `reason` is null if no session came before. */
  | { readonly status: "signedOut"; readonly id: number; readonly reason: SignedOutReason | null }
  /** `account` is the last known one; null after a reload, until `account.me` has answered. */
  | { readonly status: "signedIn"; readonly id: number; readonly account: Account | null };

/** Holds the current {@link Session}. */
export interface SessionStore {
  /** The current session; the same object until something changes. */
  get(): Session;
  /** Calls `listener` after every change; returns the function that stops it. */
  subscribe(listener: () => void): () => void;
}

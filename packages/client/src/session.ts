import type { Account } from "./api.ts";

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

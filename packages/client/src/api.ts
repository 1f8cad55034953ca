import type { Call, ErrorCodeOfCall } from "./errors.ts";
import type { SessionStore } from "./session.ts";

/**
 * The public shape of the SDK, in plain types: an app that uses it needs neither zod nor the server's declarations.
 * A type test holds every one of them equal to the contract's and to the router's.
 */

/** An account with its gamer's profile. Times are ISO 8601, in UTC. */
export interface Account {
  id: number;
  username: string;
  /** Empty where none was given. */
  email: string;
  firstName: string;
  lastName: string;
  /** Free text of the gamer's own. Show it as text, never as HTML. */
  bio: string;
  dateJoined: string;
  lastLogin: string | null;
}

/** One of the account's live tokens, so one logged-in device. Never the secret itself. */
export interface TokenInfo {
  id: number;
  /** What the device called itself when it logged in. */
  device: string | null;
  userAgent: string | null;
  /** The network address that it was last used from, as far as known. */
  address: string | null;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string;
  /** Whether this is the token that asks. */
  current: boolean;
}

/** Who wants an account. */
export interface RegisterInput {
  /** 1 to 150 letters, numbers and `@ . + - _`; unique without case. */
  username: string;
  /** 8 characters to 4096 bytes, neither a common one nor the username. */
  password: string;
  firstName: string;
  lastName: string;
  email?: string | undefined;
  bio?: string | undefined;
  /** A label for this device, as the list of tokens shows it. Without it: `device` of {@link LevelUpOptions}. */
  device?: string | undefined;
}

/** Who wants to be logged in. */
export interface LoginInput {
  username: string;
  password: string;
  /** As in {@link RegisterInput}. */
  device?: string | undefined;
  /** What the last login on this device answered. The SDK keeps it and sends it of its own accord. */
  deviceId?: string | undefined;
}

/** A new password, with the current one as proof of who asks. */
export interface ChangePasswordInput {
  currentPassword: string;
  newPassword: string;
}

/** The profile's fields to change; what is left out stays as it is. */
export interface UpdateAccountInput {
  firstName?: string | undefined;
  lastName?: string | undefined;
  email?: string | undefined;
  bio?: string | undefined;
}

/** A token just minted. The SDK keeps it; an app has no need to. */
export interface MintedToken {
  token: string;
  expiresAt: string;
}

/** The account just created, and the token of the login that comes with it. */
export interface RegisterOutput extends MintedToken {
  /** Tells this device from strangers at its next login. The SDK keeps it. */
  deviceId: string;
  account: Account;
}

/** Wrong credentials are no error: they are `{ valid: false }`. */
export type LoginOutput =
  | { valid: true; token: string; expiresAt: string; deviceId: string; account: Account }
  | { valid: false };

/** What became of the token. */
export interface LogoutOutput {
  /** `false`: nobody was logged in, or the server could not be reached. Then the SDK tells it later. */
  revoked: boolean;
}

/** The SDK: made by `createLevelUp`, one for each server. */
export interface LevelUp {
  readonly auth: {
    /** Creates an account and logs this device in to it. */
    register(input: RegisterInput): Call<RegisterOutput, ErrorCodeOfCall<"auth.register">>;
    /** Logs this device in. Wrong credentials resolve with `{ valid: false }`. */
    login(input: LoginInput): Call<LoginOutput, ErrorCodeOfCall<"auth.login">>;
    /**
     * Logs this device out, at once and also offline: storage is cleared and every tab told before the server is. Where
     * the server cannot be reached, the token is remembered until it can be revoked. Never rejects.
     */
    logout(): Call<LogoutOutput, never>;
  };
  readonly account: {
    /** The account that this device is logged in to. */
    me(): Call<Account, ErrorCodeOfCall<"account.me">>;
    /** Changes the profile and gives it back. */
    update(input: UpdateAccountInput): Call<Account, ErrorCodeOfCall<"account.update">>;
    /** Changes the password. Every other device is logged out; this one stays, with a fresh token. */
    changePassword(input: ChangePasswordInput): Call<MintedToken, ErrorCodeOfCall<"account.changePassword">>;
  };
  readonly tokens: {
    /** The devices that are logged in to the account, newest first. */
    list(): Call<TokenInfo[], ErrorCodeOfCall<"tokens.list">>;
    /** Logs one device out. Another account's id rejects with `NOT_FOUND`, as does one that does not exist. */
    revoke(input: { id: number }): Call<{ revoked: number }, ErrorCodeOfCall<"tokens.revoke">>;
    /** Logs every device out but this one, and tells how many. */
    revokeOthers(): Call<{ revoked: number }, ErrorCodeOfCall<"tokens.revokeOthers">>;
  };
  /** Who is logged in on this device. Fits `useSyncExternalStore`. */
  readonly session: SessionStore;
  /** Stops listening to other tabs and to the network. For tests, hot reload and short-lived workers. */
  dispose(): void;
  [Symbol.dispose](): void;
}

import type { anyCall, authenticatedCall, newPasswordErrors } from "@levelup/contract/errors";
import type { Proof } from "./confirmation.ts";
import type { Call, ClientErrorCode } from "./errors.ts";
import type { LevelUpLink } from "./link.ts";
import type { FetchInit, FetchResponse } from "./platform.ts";
import type { AnyRouter, Api, NoRouter } from "./router.ts";
import type { SessionStore } from "./session.ts";

/**
 * The public types of the SDK, written out, so that an app needs neither zod nor the server's declarations.
 * A type test compares each with the contract and with the router.
 */

/** An account with its gamer's profile. Times are ISO 8601, in UTC. */
export interface Account {
  id: number;
  username: string;
  /** Empty if none was given. */
  email: string;
  /** Whether a link that was mailed to `email` was followed. */
  emailVerified: boolean;
  firstName: string;
  lastName: string;
  /** Free text by the gamer. Show it as text, never as HTML. */
  bio: string;
  dateJoined: string;
  lastLogin: string | null;
  /** There for staff alone. */
  isStaff?: true;
}

/** One logged-in device: a live token of the account, without its secret. */
export interface TokenInfo {
  id: number;
  /** The label that the device sent when it logged in. */
  device: string | null;
  userAgent: string | null;
  /** The network address that last used it, if known. */
  address: string | null;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string;
  /** Whether this token made the call. */
  current: boolean;
}

/** An API token to create. */
export interface CreateApiTokenInput {
  /** What the gamer calls it: 1 to 60 characters. */
  name: string;
  /** What it may do: names from `apiTokens.scopes`, each once. */
  scopes: string[];
  /** Days until it ends: 1 to 365, by default 90. */
  expiresInDays?: number | undefined;
}

/** A new API token. `token` is shown once: the server cannot tell it again. */
export interface CreateApiTokenOutput {
  token: string;
  id: number;
  name: string;
  scopes: string[];
  expiresAt: string;
}

/** One of the account's API tokens, without its secret. */
export interface ApiTokenInfo {
  id: number;
  name: string;
  scopes: string[];
  createdAt: string;
  /** To the hour; null if it was never used. */
  lastUsedAt: string | null;
  /** When it ends. Use does not move that. */
  expiresAt: string;
}

/** Something that an API token may be allowed to do. */
export interface ScopeInfo {
  scope: string;
  /** What it allows, in words. */
  description: string;
}

/** The account to create. */
export interface RegisterInput {
  /** 1 to 150 letters, numbers and `@ . + - _`; unique without case. */
  username: string;
  /** 8 characters to 4096 bytes, neither a common one nor the username. */
  password: string;
  firstName: string;
  lastName: string;
  email?: string | undefined;
  bio?: string | undefined;
  /** A label for this device in the list of tokens. By default the option `device` of `createLevelUp`. */
  device?: string | undefined;
}

/** The credentials of a login. */
export interface LoginInput {
  username: string;
  password: string;
  /** As in {@link RegisterInput}. */
  device?: string | undefined;
  /** The id that the last login on this device answered. The SDK stores and sends it by itself. */
  deviceId?: string | undefined;
}

/** A new password, and the current one as proof. */
export interface ChangePasswordInput {
  currentPassword: string;
  newPassword: string;
  /** Whether the account's API tokens end too. By default they stay. */
  endApiTokens?: boolean | undefined;
}

/** The fields of the profile to change; those left out stay as they are. */
export interface UpdateAccountInput {
  firstName?: string | undefined;
  lastName?: string | undefined;
  bio?: string | undefined;
}

/** A new token. The SDK stores it; an app need not. */
export interface MintedToken {
  token: string;
  expiresAt: string;
}

/** The new account, and the token of its first login. */
export interface RegisterOutput extends MintedToken {
  /** Identifies this device at its next login. The SDK stores it. */
  deviceId: string;
  account: Account;
}

/** What finishes a login whose password was right. */
export interface SecondFactorChallenge {
  /** For `auth.secondFactor`, until `expiresAt`. */
  challenge: string;
  /** By which codes: of the authenticator app, and recovery codes. */
  methods: ("totp" | "recovery")[];
  expiresAt: string;
}

/**
 * Wrong credentials are no error: they are `{ valid: false }`. With `secondFactor` they are right, and
 * `auth.secondFactor` finishes the login.
 */
export type LoginOutput =
  // Both have every property, because `!login.valid` does not narrow the union in projects without `strict`.
  | {
      valid: true;
      token: string;
      expiresAt: string;
      deviceId: string;
      account: Account;
      secondFactor?: undefined;
    }
  | {
      valid: false;
      token?: undefined;
      expiresAt?: undefined;
      deviceId?: undefined;
      account?: undefined;
      secondFactor?: SecondFactorChallenge;
    };

/** Finishes a login: by `code` or by `recoveryCode`. */
export interface FinishLoginInput {
  /** Of the answer to the login. */
  challenge: string;
  /** Six digits of the authenticator app. */
  code?: string | undefined;
  /** One of the recovery codes, in any case, with or without hyphens. */
  recoveryCode?: string | undefined;
  /** As in {@link LoginInput}. */
  device?: string | undefined;
  /** As in {@link LoginInput}. */
  deviceId?: string | undefined;
}

/** A login that is finished. */
export interface FinishLoginOutput extends RegisterOutput {
  valid: true;
}

/** A secret for an authenticator app, which counts once `secondFactor.activate` was called with a code of it. */
export interface BeginSecondFactorOutput {
  /** In base32, to be typed. */
  secret: string;
  /** The same for a QR code: `otpauth://…`. */
  uri: string;
  /** Until when it can be activated. */
  expiresAt: string;
}

/** A new token, which the SDK stores, and the recovery codes, which cannot be had again. */
export interface ActivateSecondFactorOutput extends MintedToken {
  recoveryCodes: string[];
}

/** What the server offers to visitors. */
export interface AuthOptions {
  /** Who may register. */
  registration: "open" | "invite" | "closed";
  /** Whether it sends mails, so that a forgotten password can be replaced. */
  mail: boolean;
  passkeys: boolean;
}

/** Who has forgotten the password. */
export interface RequestPasswordResetInput {
  /** A username or an e-mail address. */
  login: string;
  /** As in {@link LoginInput}. */
  deviceId?: string | undefined;
}

/** The code of a mailed link, and the password to set. */
export interface ResetPasswordInput {
  token: string;
  newPassword: string;
}

/** The code of a mailed link. */
export interface ConfirmEmailInput {
  token: string;
}

/** The address that is confirmed, and whose it is. */
export interface ConfirmEmailOutput {
  username: string;
  email: string;
}

/** A token that is fresh until `freshUntil`. The SDK stores it; an app need not. */
export interface ConfirmOutput extends MintedToken {
  freshUntil: string;
}

/** The new address; an empty one removes the address. */
export interface ChangeEmailInput {
  email: string;
}

/** The address of the account, and the one that replaces it once that is confirmed. */
export interface ChangeEmailOutput {
  email: string;
  pendingEmail: string | null;
}

/** How one gets into the account. */
export interface AccountSecurity {
  hasPassword: boolean;
  email: string;
  emailVerified: boolean;
  /** The address that replaces `email` once it is confirmed. */
  pendingEmail: string | null;
  secondFactor: boolean;
  /** When it was turned on. */
  secondFactorSince: string | null;
  recoveryCodesLeft: number;
  passkeys: number;
  apiTokens: number;
}

/** A passkey of the account. */
export interface Passkey {
  id: number;
  /** What its owner calls it, or else the program or device that keeps it. */
  name: string;
  /** Whether it is on further devices of its owner too. */
  synced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}

/** What a browser needs to ask for a passkey, and a text that goes back with its answer. */
export interface BeginPasskeyOutput {
  /** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
  options: { challenge: string; rpId: string; timeout: number; userVerification: "required" };
  ceremony: string;
}

/** The answer of a passkey, as `PublicKeyCredential.toJSON()` gives it. */
export interface PasskeyAnswer {
  id: string;
  rawId: string;
  type: "public-key";
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string | null | undefined;
  };
}

/** The answer of a passkey to the challenge of a login. */
export interface PasskeyLoginInput {
  ceremony: string;
  response: PasskeyAnswer;
  /** As in {@link RegisterInput}. */
  device?: string | undefined;
  /** As in {@link LoginInput}. */
  deviceId?: string | undefined;
}

/** What a browser needs to make a passkey, and a text that goes back with its answer. */
export interface BeginPasskeyAddOutput {
  /** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
  options: {
    challenge: string;
    rp: { id: string; name: string };
    user: { id: string; name: string; displayName: string };
    pubKeyCredParams: { type: "public-key"; alg: number }[];
    timeout: number;
    attestation: "none";
    excludeCredentials: { id: string; type: "public-key"; transports: string[] }[];
    authenticatorSelection: { residentKey: "required"; requireResidentKey: true; userVerification: "required" };
  };
  ceremony: string;
}

/** The passkey that a browser has made. */
export interface AddPasskeyInput {
  ceremony: string;
  response: {
    id: string;
    rawId: string;
    type: "public-key";
    response: { clientDataJSON: string; attestationObject: string; transports?: string[] | undefined };
  };
  /** At most 60 characters; without one it is called by the program or device that keeps it. */
  name?: string | undefined;
}

/** The passkeys that are left, for `PublicKeyCredential.signalAllAcceptedCredentials`. */
export interface RemovePasskeyOutput {
  removed: 1;
  accepted: { rpId: string; userId: string; allAcceptedCredentialIds: string[] };
}

/** Whether the token was revoked. */
export interface LogoutOutput {
  /** `false` if no gamer was logged in, or if the server has not confirmed it yet; then the SDK tries again later. */
  revoked: boolean;
}

type AnyCall = [...typeof anyCall, "NETWORK", "SESSION_CHANGED"];
type AuthenticatedCall = [...typeof authenticatedCall, "NETWORK", "SESSION_CHANGED"];

// A table instead of unions: editors then show the codes and not the names of types.
/** The codes that each method may reject with. */
interface Codes {
  register: [...AnyCall, ...typeof newPasswordErrors, "USERNAME_TAKEN", "RATE_LIMITED"];
  login: [...AnyCall, "RATE_LIMITED"];
  finishLogin: [...AnyCall, "WRONG_CODE", "CHALLENGE_INVALID", "RATE_LIMITED"];
  options: AnyCall;
  requestPasswordReset: [...AnyCall, "NOT_OFFERED", "RATE_LIMITED"];
  resetPassword: [...AnyCall, ...typeof newPasswordErrors, "LINK_INVALID", "RATE_LIMITED"];
  confirmEmail: [...AnyCall, "LINK_INVALID"];
  confirm: [
    ...AuthenticatedCall,
    "WRONG_PASSWORD",
    "WRONG_CODE",
    "NOT_OFFERED",
    "CHALLENGE_INVALID",
    "PASSKEY_REFUSED",
    "RATE_LIMITED",
  ];
  beginPasskey: [...AnyCall, "NOT_OFFERED"];
  passkey: [...AnyCall, "NOT_OFFERED", "CHALLENGE_INVALID", "RATE_LIMITED"];
  me: AuthenticatedCall;
  update: [...AuthenticatedCall, "RATE_LIMITED"];
  changePassword: [...AuthenticatedCall, ...typeof newPasswordErrors, "WRONG_PASSWORD", "RATE_LIMITED"];
  changeEmail: [...AuthenticatedCall, "REAUTHENTICATION_REQUIRED", "NOT_OFFERED", "RATE_LIMITED"];
  requestEmailVerification: [...AuthenticatedCall, "NOT_OFFERED", "RATE_LIMITED"];
  security: AuthenticatedCall;
  beginPasskeyAdd: [
    ...AuthenticatedCall,
    "REAUTHENTICATION_REQUIRED",
    "NOT_OFFERED",
    "EMAIL_NOT_VERIFIED",
    "LIMIT_REACHED",
  ];
  addPasskey: [
    ...AuthenticatedCall,
    "REAUTHENTICATION_REQUIRED",
    "NOT_OFFERED",
    "CHALLENGE_INVALID",
    "PASSKEY_REFUSED",
    "LIMIT_REACHED",
    "RATE_LIMITED",
  ];
  renamePasskey: [...AuthenticatedCall, "NOT_FOUND", "RATE_LIMITED"];
  removePasskey: [...AuthenticatedCall, "REAUTHENTICATION_REQUIRED", "NOT_FOUND", "LAST_CREDENTIAL", "RATE_LIMITED"];
  list: AuthenticatedCall;
  revoke: [...AuthenticatedCall, "NOT_FOUND", "RATE_LIMITED"];
  revokeOthers: [...AuthenticatedCall, "RATE_LIMITED"];
  createApiToken: [...AuthenticatedCall, "REAUTHENTICATION_REQUIRED", "LIMIT_REACHED", "RATE_LIMITED"];
  begin: [...AuthenticatedCall, "REAUTHENTICATION_REQUIRED", "EMAIL_NOT_VERIFIED", "RATE_LIMITED"];
  activate: [...AuthenticatedCall, "REAUTHENTICATION_REQUIRED", "WRONG_CODE", "CHALLENGE_INVALID", "RATE_LIMITED"];
  disable: [...AuthenticatedCall, "REAUTHENTICATION_REQUIRED", "RATE_LIMITED"];
  recoveryCodes: [...AuthenticatedCall, "REAUTHENTICATION_REQUIRED", "NOT_FOUND", "RATE_LIMITED"];
}

/** The SDK for one server, created by `createLevelUp`. `Router` is the type of the app's own tRPC router. */
export interface LevelUp<Router extends AnyRouter = NoRouter> {
  readonly auth: {
    /** Creates an account and logs this device in to it. */
    register(input: RegisterInput): Call<RegisterOutput, Codes["register"][number]>;
    /** Logs this device in. Wrong credentials resolve with `{ valid: false }`. */
    login(input: LoginInput): Call<LoginOutput, Codes["login"][number]>;
    /** Finishes a login that answered with `secondFactor`, and logs this device in. */
    secondFactor(input: FinishLoginInput): Call<FinishLoginOutput, Codes["finishLogin"][number]>;
    /**
     * Logs this device out at once, also offline: storage is cleared and every tab notified before the server is called.
     * If the server cannot be reached, the token is stored until it can be revoked. Never rejects.
     */
    logout(): Call<LogoutOutput, never>;
    /** What the server offers to visitors, for the login screen. */
    options(): Call<AuthOptions, Codes["options"][number]>;
    /** Has a link to a new password mailed, if there is such an account; the answer is the same if there is none. */
    requestPasswordReset(
      input: RequestPasswordResetInput,
    ): Call<{ accepted: true }, Codes["requestPasswordReset"][number]>;
    /** Sets a new password by the code of a mailed link. Every device is logged out, and this one is not logged in. */
    resetPassword(input: ResetPasswordInput): Call<{ username: string }, Codes["resetPassword"][number]>;
    /** Confirms an address by the code of a link that was mailed there. */
    confirmEmail(input: ConfirmEmailInput): Call<ConfirmEmailOutput, Codes["confirmEmail"][number]>;
    /** Proves who uses this device, so that calls which need a recent proof are accepted. Replaces the token. */
    confirm(input: Proof): Call<ConfirmOutput, Codes["confirm"][number]>;
    /** Begins a login by a passkey. `@levelup/client/passkeys` does the whole of it. */
    beginPasskey(): Call<BeginPasskeyOutput, Codes["beginPasskey"][number]>;
    /** Logs this device in by the answer of a passkey. One that is not accepted resolves with `{ valid: false }`. */
    passkey(input: PasskeyLoginInput): Call<LoginOutput, Codes["passkey"][number]>;
  };
  readonly account: {
    /** The account that this device is logged in to. */
    me(): Call<Account, Codes["me"][number]>;
    /** Changes the profile and returns the account. */
    update(input: UpdateAccountInput): Call<Account, Codes["update"][number]>;
    /** Changes the password. Every other device is logged out; this one stays, with a new token. */
    changePassword(input: ChangePasswordInput): Call<MintedToken, Codes["changePassword"][number]>;
    /** Changes the address. The new one counts once it is confirmed by the link that is mailed there. Needs a recent proof. */
    changeEmail(input: ChangeEmailInput): Call<ChangeEmailOutput, Codes["changeEmail"][number]>;
    /** Has the link that confirms the address mailed again. Not accepted if there is none, or nothing to confirm. */
    requestEmailVerification(): Call<{ accepted: boolean }, Codes["requestEmailVerification"][number]>;
    /** How one gets into the account: password, address and what else there is. */
    security(): Call<AccountSecurity, Codes["security"][number]>;
  };
  /** `@levelup/client/passkeys` adds, uses and removes them in a browser. */
  readonly passkeys: {
    /** Begins to add a passkey. Needs a recent proof. */
    begin(): Call<BeginPasskeyAddOutput, Codes["beginPasskeyAdd"][number]>;
    /** Adds the passkey that a browser has made. Needs a recent proof. */
    add(input: AddPasskeyInput): Call<Passkey, Codes["addPasskey"][number]>;
    /** The passkeys of the account, newest first. */
    list(): Call<Passkey[], Codes["list"][number]>;
    /** Names a passkey; an empty name gives it the one that it has without. */
    rename(input: { id: number; name: string }): Call<Passkey, Codes["renamePasskey"][number]>;
    /** Removes a passkey, and logs out the other devices that it has logged in. Needs a recent proof. */
    remove(input: { id: number }): Call<RemovePasskeyOutput, Codes["removePasskey"][number]>;
  };
  readonly tokens: {
    /** The devices that are logged in to the account, newest first. */
    list(): Call<TokenInfo[], Codes["list"][number]>;
    /** Logs one device out. An id of another account rejects with `NOT_FOUND`, like one that does not exist. */
    revoke(input: { id: number }): Call<{ revoked: number }, Codes["revoke"][number]>;
    /** Logs every other device out and returns how many there were. */
    revokeOthers(): Call<{ revoked: number }, Codes["revokeOthers"][number]>;
  };
  /** Tokens for programs that act for the gamer, each with a name, scopes and an end. */
  readonly apiTokens: {
    /** Creates one. Only the answer holds its secret. Needs a recent proof. */
    create(input: CreateApiTokenInput): Call<CreateApiTokenOutput, Codes["createApiToken"][number]>;
    /** The live ones, newest first. */
    list(): Call<ApiTokenInfo[], Codes["list"][number]>;
    /** Ends one. An id of another account rejects with `NOT_FOUND`, like one that does not exist. */
    revoke(input: { id: number }): Call<{ revoked: number }, Codes["revoke"][number]>;
    /** The scopes that can be given, each with what it allows, in words. */
    scopes(): Call<ScopeInfo[], Codes["list"][number]>;
  };
  /** The authenticator app of the account. Each call needs a recent proof. */
  readonly secondFactor: {
    /** Makes a secret for an authenticator app. Nothing changes until `activate`. */
    begin(): Call<BeginSecondFactorOutput, Codes["begin"][number]>;
    /** Turns it on by a code of it. Every other device is logged out; this one stays, with a new token. */
    activate(input: { code: string }): Call<ActivateSecondFactorOutput, Codes["activate"][number]>;
    /** Turns it off. Every other device is logged out. */
    disable(): Call<{ disabled: boolean }, Codes["disable"][number]>;
    /** Makes new recovery codes; the old ones are no longer valid. */
    recoveryCodes(): Call<{ recoveryCodes: string[] }, Codes["recoveryCodes"][number]>;
  };
  /**
   * Every procedure of the router, as tRPC's client has it: `api.games.join.mutate({ id: 7 })`. Sends the same token as
   * the methods above and follows the same rules.
   */
  readonly api: Api<Router["_def"]["record"]>;
  /**
   * A tRPC link that ends a chain: `createTRPCClient<AppRouter>({ links: [levelup.link] })`. Its calls send the same
   * token and follow the same rules; errors are tRPC's own.
   */
  readonly link: LevelUpLink;
  /**
   * The platform's `fetch`, with the token in requests to the origins of `createLevelUp`, and in no others. A relative
   * URL is one of the server. A 401 ends the session. Every answer resolves, as with `fetch`.
   */
  fetch(url: string | { readonly href: string }, init?: FetchInit): Call<FetchResponse, ClientErrorCode>;
  /** The gamer who is logged in on this device. Fits `useSyncExternalStore`. */
  readonly session: SessionStore;
  /** Stops listening to other tabs and to the network. For tests, hot reload and short-lived workers. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** The SDK of Level Up: accounts, logins and devices, typed, for browsers, Node and React Native. */

export type { ErrorCode, InputIssue } from "@levelup/contract/errors";
export type {
  Account,
  AccountSecurity,
  ActivateSecondFactorOutput,
  AddPasskeyInput,
  ApiTokenInfo,
  AuthOptions,
  BeginPasskeyAddOutput,
  BeginPasskeyOutput,
  BeginSecondFactorOutput,
  ChangeEmailInput,
  ChangeEmailOutput,
  ChangePasswordInput,
  ConfirmEmailInput,
  ConfirmEmailOutput,
  ConfirmOutput,
  CreateApiTokenInput,
  CreateApiTokenOutput,
  FinishLoginInput,
  FinishLoginOutput,
  LevelUp,
  LoginInput,
  LoginOutput,
  LogoutOutput,
  MintedToken,
  Passkey,
  PasskeyAnswer,
  PasskeyLoginInput,
  RegisterInput,
  RegisterOutput,
  RemovePasskeyOutput,
  RequestPasswordResetInput,
  ResetPasswordInput,
  ScopeInfo,
  SecondFactorChallenge,
  TokenInfo,
  UpdateAccountInput,
} from "./api.ts";
export {
  type Confirmer,
  type ConfirmReason,
  confirmBy,
  type OnConfirm,
  type PasskeyProof,
  type PasswordProof,
  type Proof,
} from "./confirmation.ts";
export { createLevelUp, type LevelUpOptions } from "./create.ts";
export {
  type Call,
  type ClientErrorCode,
  type ErrorCodeOf,
  isLevelUpError,
  LevelUpError,
  type LevelUpErrorCode,
  type Result,
  safe,
} from "./errors.ts";
export type { LevelUpLink } from "./link.ts";
export type { Fetch, FetchInit, FetchResponse } from "./platform.ts";
export type { AnyProcedure, AnyRouter, Api, CallOptions, NoRouter, ProcedureOf } from "./router.ts";
export type { Session, SessionStore, SignedOutReason } from "./session.ts";
export { localStorageStorage, memoryStorage, sessionStorageStorage, type TokenStorage } from "./storage.ts";

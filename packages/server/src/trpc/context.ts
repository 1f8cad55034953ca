import type { AccountService } from "../accounts/account.service.ts";
import type { Clock } from "../clock.ts";
import type { Em } from "../db/database.ts";
import { LevelUpError } from "../errors.ts";
import type { FactorServices } from "../factors/factor.use-cases.ts";
import type { AuthorizationHeader } from "../http/authorization.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ApiTokenService } from "../tokens/api-token.service.ts";
import type { TokenService } from "../tokens/token.service.ts";
import type { Actor } from "../tokens/verify-token.ts";

/** The use cases, which all routes share. */
export type Services = FactorServices & {
  accounts: AccountService;
  tokens: TokenService;
  apiTokens: ApiTokenService;
};

/** What the procedures and routes of an app work with. */
export type AppDeps = {
  services: Services;
  /** Makes an EntityManager for one use case. */
  fork(): Em;
  clock: Clock;
};

/** Called for each call when it is answered. */
export type OnCall = (procedure: string, code: string, ms: number) => void;

/** What every procedure gets as `ctx`, beside an EntityManager of its own. */
export type Context = AppDeps & {
  request: RequestInfo;
  authorization: AuthorizationHeader;
  onCall: OnCall;
  /** Checks the token of the request. @throws as {@link authenticate}. */
  authenticate(scope?: string): Promise<Actor>;
};

/** Makes the context of a request's calls, for HTTP and for tests. */
export function createContext(
  deps: AppDeps,
  request: RequestInfo,
  authorization: AuthorizationHeader,
  onCall: OnCall = () => {},
): Context {
  return {
    ...deps,
    request,
    authorization,
    onCall,
    authenticate: (scope) => authenticate(deps.services, authorization, scope),
  };
}

/**
 * Checks the token of a request: one that logs a session in or, given a scope, also an API token that has it.
 *
 * @throws TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED, ACCOUNT_INACTIVE or SCOPE_MISSING.
 */
export async function authenticate(
  { tokens }: Services,
  authorization: AuthorizationHeader,
  scope?: string,
): Promise<Actor> {
  if (authorization.kind === "none") throw new LevelUpError("TOKEN_MISSING");
  if (authorization.kind === "malformed") throw new LevelUpError("TOKEN_INVALID");
  return tokens.verify(authorization.token.reveal(), scope);
}

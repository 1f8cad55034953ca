import type { AccountService } from "../accounts/account.service.ts";
import { LevelUpError } from "../errors.ts";
import type { AuthorizationHeader } from "../http/authorization.ts";
import type { RequestInfo } from "../request-info.ts";
import type { TokenService } from "../tokens/token.service.ts";
import type { Actor } from "../tokens/verify-token.ts";

/** The use cases, which all routes share. */
export type Services = { accounts: AccountService; tokens: TokenService };

/** Called for each call when it is answered. */
export type OnCall = (procedure: string, code: string, ms: number) => void;

/** What every procedure gets as `ctx`. */
export type Context = {
  services: Services;
  request: RequestInfo;
  authorization: AuthorizationHeader;
  onCall: OnCall;
  /** Checks the token of the request, once for all calls of a batch. @throws a LevelUpError of 401. */
  authenticate(): Promise<Actor>;
};

/** Makes the context of a request's calls, for HTTP and for tests. */
export function createContext(
  services: Services,
  request: RequestInfo,
  authorization: AuthorizationHeader,
  onCall: OnCall = () => {},
): Context {
  let actor: Promise<Actor> | undefined;
  async function check(): Promise<Actor> {
    if (authorization.kind === "none") throw new LevelUpError("TOKEN_MISSING");
    if (authorization.kind === "malformed") throw new LevelUpError("TOKEN_INVALID");
    return services.tokens.verify(authorization.token.reveal());
  }
  return {
    services,
    request,
    authorization,
    onCall,
    authenticate: () => {
      actor ??= check();
      return actor;
    },
  };
}

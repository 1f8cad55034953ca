import type { AccountService } from "../accounts/account.service.ts";
import { LevelUpError } from "../errors.ts";
import type { AuthorizationHeader } from "../http/authorization.ts";
import type { RequestInfo } from "../request-info.ts";
import type { TokenService } from "../tokens/token.service.ts";
import type { Actor } from "../tokens/verify-token.ts";

/** The use cases, which all routes share. */
export type Services = { accounts: AccountService; tokens: TokenService };

/** Is called for each call when it has its answer: `code` is the error's, or OK. */
export type OnCall = (procedure: string, code: string, ms: number) => void;

/** What a procedure knows of its call. */
export type Context = {
  services: Services;
  request: RequestInfo;
  authorization: AuthorizationHeader;
  onCall: OnCall;
  /** Checks the presented token, once for all the calls of a batch. @throws a LevelUpError of 401. */
  authenticate(): Promise<Actor>;
};

/** The context of a call: shared by HTTP and tests. */
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

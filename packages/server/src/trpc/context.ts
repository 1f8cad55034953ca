import type { ErrorCode } from "@levelup/contract/errors";
import type { AccountService } from "../accounts/account.service.ts";
import { LevelUpError } from "../errors.ts";
import type { Presented } from "../http/authorization.ts";
import type { RequestInfo } from "../request-info.ts";
import type { TokenService } from "../tokens/token.service.ts";
import type { Actor } from "../tokens/verified-token.ts";

/** The use cases, which every door calls. */
export type Services = { accounts: AccountService; tokens: TokenService };

/** Hears of each call when it has its answer: `code` is the error's, or OK. */
export type OnCall = (procedure: string, code: ErrorCode | "OK", ms: number) => void;

/** What a procedure knows of its call. */
export type Context = {
  services: Services;
  request: RequestInfo;
  presented: Presented;
  onCall: OnCall;
  /** Checks the presented token, once for all the calls of a batch. @throws a LevelUpError of 401. */
  authenticate(): Promise<Actor>;
};

/** The context of a call: shared by HTTP, tests and whatever else calls a procedure. */
export function createContext(
  services: Services,
  request: RequestInfo,
  presented: Presented,
  onCall: OnCall = () => {},
): Context {
  let actor: Promise<Actor> | undefined;
  async function check(): Promise<Actor> {
    if (presented.kind === "none") throw new LevelUpError("TOKEN_MISSING");
    if (presented.kind === "malformed") throw new LevelUpError("TOKEN_INVALID");
    return services.tokens.verify(presented.token.reveal());
  }
  return {
    services,
    request,
    presented,
    onCall,
    authenticate: () => {
      actor ??= check();
      return actor;
    },
  };
}

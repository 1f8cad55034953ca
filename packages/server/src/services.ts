import type { Logger } from "pino";
import { createAccountService } from "./accounts/account.service.ts";
import { type AccountOperatorService, createAccountOperatorService } from "./accounts/account-operator.service.ts";
import { type AuditService, createAuditService } from "./audit/audit.service.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./db/database.ts";
import type { Env } from "./env.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { observedServices } from "./metrics/observed-services.ts";
import type { OnHashWait } from "./passwords/hash-queue.ts";
import { createPasswordService, type PasswordService } from "./passwords/password.service.ts";
import { loadSecret } from "./throttle/secret.ts";
import { createThrottleService, type ThrottleService } from "./throttle/throttle.service.ts";
import { forgettingServices } from "./tokens/cache/forgetting-services.ts";
import { createTokenService } from "./tokens/token.service.ts";
import type { TokenCheck } from "./tokens/token-check.ts";
import { createTokenOperatorService, type TokenOperatorService } from "./tokens/token-operator.service.ts";
import type { Services } from "./trpc/context.ts";

type Surroundings = { database: Database; clock: Clock; log: Logger };

/** The services on a database, for the doors that gamers come through. */
export async function createServices(
  env: Env,
  { metrics, tokenCheck, ...surroundings }: Surroundings & { metrics: Metrics; tokenCheck: TokenCheck },
): Promise<Services> {
  const { passwords, throttle } = await createGuards(env, surroundings, metrics.onHashWait);
  metrics.watchHashQueue(passwords.load);
  const { database, clock } = surroundings;
  const services = {
    accounts: createAccountService({ ...surroundings, passwords, throttle, tokenSettings: env.tokens }),
    tokens: createTokenService({ database, verify: tokenCheck.verify, clock }),
  };
  return observedServices(forgettingServices(services, tokenCheck.cache), metrics);
}

/** What an operator may do; no door on the network leads there. */
export type OperatorServices = {
  accounts: AccountOperatorService;
  tokens: TokenOperatorService;
  audit: AuditService;
};

/** The services on a database, for the operator at a terminal. */
export async function createOperatorServices(env: Env, surroundings: Surroundings): Promise<OperatorServices> {
  const { passwords, throttle } = await createGuards(env, surroundings);
  const { database, clock } = surroundings;
  return {
    accounts: createAccountOperatorService({ database, passwords, throttle, clock }),
    tokens: createTokenOperatorService({ database, settings: env.tokens, clock }),
    audit: createAuditService({ database, clock }),
  };
}

/** What stands between a caller and an account, at every door. */
async function createGuards(
  env: Env,
  { database, clock, log }: Surroundings,
  onWait?: OnHashWait,
): Promise<{ passwords: PasswordService; throttle: ThrottleService }> {
  const passwords = createPasswordService(env.passwords, onWait === undefined ? {} : { onWait });
  const secret = await loadSecret(database, env.throttle.deviceSecret);
  return { passwords, throttle: createThrottleService({ database, settings: env.throttle, secret, clock, log }) };
}

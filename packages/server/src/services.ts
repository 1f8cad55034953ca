import type { Logger } from "pino";
import { createAccountService } from "./accounts/account.service.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./db/database.ts";
import type { Env } from "./env.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { observedServices } from "./metrics/observed-services.ts";
import { createPasswordService } from "./passwords/password.service.ts";
import { loadSecret } from "./throttle/secret.ts";
import { createThrottleService } from "./throttle/throttle.service.ts";
import { forgettingServices } from "./tokens/cache/forgetting-services.ts";
import { createTokenService } from "./tokens/token.service.ts";
import type { TokenCheck } from "./tokens/token-check.ts";
import type { Services } from "./trpc/context.ts";

/** The services on a database. */
export async function createServices(
  env: Env,
  {
    database,
    tokenCheck,
    clock,
    log,
    metrics,
  }: { database: Database; tokenCheck: TokenCheck; clock: Clock; log: Logger; metrics: Metrics },
): Promise<Services> {
  const passwords = createPasswordService(env.passwords, { onWait: metrics.onHashWait });
  metrics.watchHashQueue(passwords.load);
  const secret = await loadSecret(database, env.throttle.deviceSecret);
  const throttle = createThrottleService({ database, settings: env.throttle, secret, clock, log });
  const services = {
    accounts: createAccountService({ database, passwords, throttle, tokenSettings: env.tokens, clock, log }),
    tokens: createTokenService({ database, verify: tokenCheck.verify, clock }),
  };
  return observedServices(forgettingServices(services, tokenCheck.cache), metrics);
}

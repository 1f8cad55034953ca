import type { Logger } from "pino";
import { createAccountService } from "./accounts/account.service.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./db/database.ts";
import type { Env } from "./env.ts";
import { createPasswordService } from "./passwords/password.service.ts";
import { loadSecret } from "./throttle/secret.ts";
import { createThrottleService } from "./throttle/throttle.service.ts";
import { createTokenService } from "./tokens/token.service.ts";
import type { Services } from "./trpc/context.ts";

/** The services on a database. */
export async function createServices(
  env: Env,
  { database, clock, log }: { database: Database; clock: Clock; log: Logger },
): Promise<Services> {
  const passwords = createPasswordService(env.passwords);
  const secret = await loadSecret(database, env.throttle.deviceSecret);
  const throttle = createThrottleService({ database, settings: env.throttle, secret, clock, log });
  return {
    accounts: createAccountService({ database, passwords, throttle, tokenSettings: env.tokens, clock, log }),
    tokens: createTokenService({ database, settings: env.tokens, clock }),
  };
}

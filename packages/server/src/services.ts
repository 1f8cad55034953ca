import type { Logger } from "pino";
import { createAccountService } from "./accounts/account.service.ts";
import { type AccountOperatorService, createAccountOperatorService } from "./accounts/account-operator.service.ts";
import { type AuditService, createAuditService } from "./audit/audit.service.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./db/database.ts";
import {
  createFactorDeps,
  createFactorOperatorServices,
  createFactorServices,
  type FactorOperatorServices,
} from "./factors/factor.use-cases.ts";
import { mailOffered } from "./mail/mail.settings.ts";
import { createMailOperatorService, type MailOperatorService } from "./mail/mail-operator.service.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { observedServices } from "./metrics/observed-services.ts";
import type { OnHashWait } from "./passwords/hash-queue.ts";
import { createPasswordService, type PasswordService } from "./passwords/password.service.ts";
import type { Settings } from "./settings/settings.ts";
import { loadSecret } from "./throttle/secret.ts";
import { createThrottleService, type ThrottleService } from "./throttle/throttle.service.ts";
import { createTurns } from "./throttle/turns.ts";
import { createApiTokenService } from "./tokens/api-token.service.ts";
import type { Scopes } from "./tokens/scopes.ts";
import { createTokenService } from "./tokens/token.service.ts";
import { createTokenOperatorService, type TokenOperatorService } from "./tokens/token-operator.service.ts";
import { createTokenCheck } from "./tokens/verify-token.ts";
import type { Services } from "./trpc/context.ts";

/** The calls of one account hold at most a quarter of the connections, and so do those of all strangers. */
const partOfPool = 4;
/** Calls of one account that may wait for their turn. */
const mostWaiting = 50;

type Deps = { database: Database; clock: Clock; log: Logger };

/** The use cases of gamers on a database, for the routes. */
export async function createServices(
  settings: Settings,
  { metrics, ...deps }: Deps & { scopes: Scopes; metrics: Metrics },
): Promise<Services> {
  const { passwords, throttle, secret } = await createPasswordAndThrottle(settings, deps, metrics.onHashWait);
  metrics.watchHashQueue(passwords.load);
  const check = createTokenCheck({ ...deps, settings: settings.tokens });
  const turns = createTurns({ atOnce: connectionsOf(settings), mostWaiting });
  const shared = { ...deps, throttle, turns, tokenSettings: settings.tokens, mailOffered: mailOffered(settings.mail) };
  const accountDeps = { ...shared, passwords, ...(await createFactorDeps(settings, { ...shared, secret })) };
  const services = {
    accounts: createAccountService(accountDeps),
    ...createFactorServices(accountDeps),
    apiTokens: createApiTokenService(shared),
    tokens: createTokenService({ ...shared, check, settings: settings.tokens }),
  };
  return observedServices(services, metrics);
}

/** The use cases of operators, which no route leads to. */
export type OperatorServices = FactorOperatorServices & {
  accounts: AccountOperatorService;
  tokens: TokenOperatorService;
  audit: AuditService;
  mails: MailOperatorService;
};

/** The use cases of operators on a database, for the command line. */
export async function createOperatorServices(settings: Settings, deps: Deps): Promise<OperatorServices> {
  const { passwords, throttle } = await createPasswordAndThrottle(settings, deps);
  const offered = mailOffered(settings.mail);
  return {
    accounts: createAccountOperatorService({
      ...deps,
      passwords,
      throttle,
      mailOffered: offered,
      publicUrl: settings.mail.publicUrl,
    }),
    tokens: createTokenOperatorService({ ...deps, settings: settings.tokens, mailOffered: offered }),
    audit: createAuditService(deps),
    mails: createMailOperatorService(deps),
    ...(await createFactorOperatorServices(settings, { ...deps, mailOffered: offered })),
  };
}

async function createPasswordAndThrottle(
  settings: Settings,
  { database, clock, log }: Deps,
  onWait?: OnHashWait,
): Promise<{ passwords: PasswordService; throttle: ThrottleService; secret: Buffer }> {
  const passwords = createPasswordService(settings.passwords, onWait === undefined ? {} : { onWait });
  const secret = await loadSecret(database, settings.throttle.deviceSecret);
  // The hash queue bounds how many wait.
  const turns = createTurns({ atOnce: connectionsOf(settings), mostWaiting: Number.POSITIVE_INFINITY });
  const throttle = createThrottleService({ database, settings: settings.throttle, secret, turns, clock, log });
  return { passwords, throttle, secret };
}

function connectionsOf({ database }: Settings): number {
  return Math.ceil(database.poolSize / partOfPool);
}

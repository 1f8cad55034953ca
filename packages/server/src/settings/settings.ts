import { z } from "zod";
import { type DatabaseSettings, databaseVariables, readDatabaseSettings } from "../db/database.settings.ts";
import { type FactorSettings, factorVariables, readFactorSettings } from "../factors/factor.declarations.ts";
import { type HttpSettings, httpVariables, readHttpSettings } from "../http/http.settings.ts";
import { type LogLevel, logVariables } from "../log/log.settings.ts";
import { lacksPublicUrl, type MailSettings, mailVariables, readMailSettings } from "../mail/mail.settings.ts";
import { type MetricsSettings, metricsVariables, readMetricsSettings } from "../metrics/metrics.settings.ts";
import { type PasswordSettings, passwordVariables, readPasswordSettings } from "../passwords/password.settings.ts";
import { StartError } from "../start-error.ts";
import { readStopSettings, type StopSettings, stopVariables } from "../stop/stop.settings.ts";
import { readThrottleSettings, type ThrottleSettings, throttleVariables } from "../throttle/throttle.settings.ts";
import { readTokenSettings, type TokenSettings, tokenVariables } from "../tokens/token.settings.ts";

/** Every setting that an operator may change. Each feature defines its own, with default, bounds and unit. */
const variables = z.object({
  ...httpVariables,
  ...databaseVariables,
  ...mailVariables,
  ...logVariables,
  ...metricsVariables,
  ...stopVariables,
  ...passwordVariables,
  ...tokenVariables,
  ...throttleVariables,
  ...factorVariables,
});

const minutesPerDay = 24 * 60;

const checkedVariables = variables
  .refine((env) => env.TOKEN_IDLE_DAYS <= env.TOKEN_HARD_DAYS, {
    path: ["TOKEN_IDLE_DAYS"],
    error: "must be at most TOKEN_HARD_DAYS",
  })
  .refine((env) => env.TOKEN_RENEW_MINUTES < env.TOKEN_IDLE_DAYS * minutesPerDay, {
    path: ["TOKEN_RENEW_MINUTES"],
    error: "must be shorter than TOKEN_IDLE_DAYS",
  })
  .refine((env) => env.HASH_QUEUE_DEADLINE_MS < env.IDLE_TIMEOUT_MS, {
    path: ["HASH_QUEUE_DEADLINE_MS"],
    error: "must be shorter than IDLE_TIMEOUT_MS",
  })
  .refine((env) => env.STOP_DRAIN_MS < env.STOP_GRACE_MS, {
    path: ["STOP_DRAIN_MS"],
    error: "must be shorter than STOP_GRACE_MS",
  })
  .refine((env) => !lacksPublicUrl(env), { path: ["PUBLIC_URL"], error: "must be set with SMTP_URL" });

/** The checked settings of an app, a group for each feature. */
export type Settings = FactorSettings & {
  database: DatabaseSettings;
  http: HttpSettings;
  passwords: PasswordSettings;
  tokens: TokenSettings;
  throttle: ThrottleSettings;
  mail: MailSettings;
  metrics: MetricsSettings;
  stop: StopSettings;
  logLevel: LogLevel;
};

/** The variables with their descriptions and defaults, for help texts and documentation. */
export const settingVariables = Object.entries(variables.shape).map(([name, schema]) => ({
  name,
  description: schema.description ?? "",
  fallback: schema.safeParse(undefined).data,
}));

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 *
 * @throws StartError that names every variable with a wrong value, without the value: it may be a secret.
 */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const result = checkedVariables.safeParse(
    Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== "")),
  );
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new StartError(`${problems.join("; ")}.`, "Correct the environment; docs/settings.md lists every variable.");
  }
  const env = result.data;
  return {
    database: readDatabaseSettings(env),
    http: readHttpSettings(env),
    passwords: readPasswordSettings(env),
    tokens: readTokenSettings(env),
    throttle: readThrottleSettings(env),
    mail: readMailSettings(env),
    ...readFactorSettings(env),
    metrics: readMetricsSettings(env),
    stop: readStopSettings(env),
    logLevel: env.LOG_LEVEL,
  };
}

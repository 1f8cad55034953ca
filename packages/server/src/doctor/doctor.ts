import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { isDatabaseUnavailable } from "../db/unavailable.ts";
import { mailFindings, oldMailsFinding } from "../mail/mail-findings.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import { databaseFindings } from "./database-findings.ts";
import { error, type Finding } from "./finding.ts";
import { settingsFindings } from "./settings-findings.ts";

/** Looks at the settings and at the database that they name, as far as it gets, and says what should be otherwise. */
export async function examine(
  variables: Record<string, string | undefined>,
  { withDatabase, clock, checks }: { withDatabase: WithDatabase; clock: Clock; checks: readonly Check[] },
): Promise<Finding[]> {
  const settings = await attempt("settings", () => readSettings(variables));
  if ("failure" in settings) return [settings.failure];
  const env = settings.value;
  const found = await attempt("database", () =>
    withDatabase(env, (database) =>
      databaseFindings(database, env, { clock, checks: [oldMailsFinding(clock), ...checks] }),
    ),
  );
  return [
    ...settingsFindings(env),
    ...(await mailFindings(env)),
    ...("failure" in found ? [found.failure] : found.value),
  ];
}

/** A further check of a database with all its tables. */
export type Check = (database: Database, settings: Settings) => Promise<Finding>;

type WithDatabase = (env: Settings, work: (database: Database) => Promise<Finding[]>) => Promise<Finding[]>;

/** What keeps a look from being taken is a finding itself. */
async function attempt<Value>(
  check: string,
  look: () => Value | Promise<Value>,
): Promise<{ value: Value } | { failure: Finding }> {
  try {
    return { value: await look() };
  } catch (cause) {
    if (cause instanceof StartError) return { failure: error(check, cause.message, cause.remedy) };
    if (!isDatabaseUnavailable(cause)) throw cause;
    return { failure: error(check, "The database stopped answering.", "Look at its log.") };
  }
}

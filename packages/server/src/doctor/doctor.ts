import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { describeDatabaseFailure } from "../db/suitability.ts";
import { factorChecks } from "../factors/factor.use-cases.ts";
import { mailFindings, oldMailsFinding } from "../mail/mail-findings.ts";
import { findMistypedVariables, type MistypedVariable } from "../settings/mistyped-variables.ts";
import { readSettings, type Settings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";
import { databaseFindings } from "./database-findings.ts";
import { error, type Finding, warning } from "./finding.ts";
import { settingsFindings } from "./settings-findings.ts";

/** Checks the settings and the database that they name, as far as it can, and says what should be changed. */
export async function examine(
  variables: Record<string, string | undefined>,
  { withDatabase, clock, checks }: { withDatabase: WithDatabase; clock: Clock; checks: readonly Check[] },
): Promise<Finding[]> {
  const mistyped = findMistypedVariables(variables).map(describeMistyped);
  const settings = await attempt("settings", () => readSettings(variables));
  if ("failure" in settings) return [...mistyped, settings.failure];
  const env = settings.value;
  const found = await attempt("database", () =>
    withDatabase(env, (database) =>
      databaseFindings(database, env, {
        clock,
        checks: [oldMailsFinding(clock), ...factorChecks, ...checks],
      }),
    ),
  );
  return [
    ...mistyped,
    ...settingsFindings(env),
    ...(await mailFindings(env)),
    ...("failure" in found ? [found.failure] : found.value),
  ];
}

function describeMistyped({ name, meant }: MistypedVariable): Finding {
  return warning("variables", `${name} is no setting and is ignored.`, `If you mean ${meant}, correct its name.`);
}

/** A further check of a database with all its tables. */
export type Check = (database: Database, settings: Settings) => Promise<Finding>;

type WithDatabase = (env: Settings, work: (database: Database) => Promise<Finding[]>) => Promise<Finding[]>;

/** A failure of the check itself is a finding too. */
async function attempt<Value>(
  name: string,
  check: () => Value | Promise<Value>,
): Promise<{ value: Value } | { failure: Finding }> {
  try {
    return { value: await check() };
  } catch (cause) {
    const failure = describeDatabaseFailure(cause);
    if (failure instanceof StartError) return { failure: error(name, failure.message, failure.remedy) };
    throw cause;
  }
}

import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { isDatabaseUnavailable } from "../db/unavailable.ts";
import { type Env, readEnv } from "../env.ts";
import { StartError } from "../start-error.ts";
import { databaseFindings } from "./database-findings.ts";
import { error, type Finding } from "./finding.ts";
import { settingsFindings } from "./settings-findings.ts";

/** Looks at the settings and at the database that they name, as far as it gets, and says what should be otherwise. */
export async function examine(
  variables: Record<string, string | undefined>,
  { withDatabase, clock }: { withDatabase: WithDatabase; clock: Clock },
): Promise<Finding[]> {
  const settings = await attempt("settings", () => readEnv(variables));
  if ("failure" in settings) return [settings.failure];
  const env = settings.value;
  const found = await attempt("database", () =>
    withDatabase(env, (database) => databaseFindings(database, env, clock)),
  );
  return [...settingsFindings(env), ...("failure" in found ? [found.failure] : found.value)];
}

type WithDatabase = (env: Env, work: (database: Database) => Promise<Finding[]>) => Promise<Finding[]>;

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

import type { Clock } from "../clock.ts";
import type { Database } from "../db/database.ts";
import { migrationStatus } from "../db/migrate.ts";
import { isLoopback } from "../settings/is-loopback.ts";
import type { Settings } from "../settings/settings.ts";
import type { Check } from "./doctor.ts";
import { error, type Finding, ok, warning } from "./finding.ts";
import { idFindings } from "./id-findings.ts";
import { postgresFindings } from "./postgres-findings.ts";

/** The state of the database, and what should not be in it. Writes nothing. */
export async function databaseFindings(
  database: Database,
  env: Settings,
  { clock, checks }: { clock: Clock; checks: readonly Check[] },
): Promise<Finding[]> {
  const schema = await migrationFindings(database);
  return [
    ...(await engineFindings(database, env)),
    await clockFinding(database, clock),
    ...schema,
    // They need the tables.
    ...(schema.some(({ level }) => level === "error")
      ? []
      : [...(await idFindings(database.fork())), ...(await Promise.all(checks.map((check) => check(database, env))))]),
  ];
}

async function engineFindings(database: Database, env: Settings): Promise<Finding[]> {
  if (database.engine === "postgresql") return postgresFindings(database.fork(), env);
  const [row] = await database
    .fork()
    .execute<{ version: string }[]>("select current_setting('server_version') as version");
  const what = `The embedded database answers: PostgreSQL ${row?.version} in ${env.database.folder ?? "memory"}.`;
  if (isLoopback(env.http.host)) return [ok("database", what)];
  return [
    warning(
      "database",
      `${what} It has one connection and one process, and HOST ${env.http.host} accepts other machines.`,
      "Set DATABASE_URL to a PostgreSQL.",
    ),
  ];
}

const secondMs = 1000;
/** Beyond the first, tokens and limits are noticeably off; beyond the second, they are wrong. */
const tolerable = { seconds: 1, atMost: 30 };

/** Each replica reads its own clock; the database's is the one that all can be compared with. */
async function clockFinding(database: Database, clock: Clock): Promise<Finding> {
  const before = clock.now().getTime();
  const [row] = await database
    .fork()
    .execute<{ ms: number }[]>("select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms");
  const after = clock.now().getTime();
  const offMs = before - (row?.ms ?? 0);
  // The database read its clock at some time between the two.
  const seconds = Math.max(0, Math.abs(offMs) - (after - before)) / secondMs;
  const what = `This machine's clock and the database's are ${seconds.toFixed(1)} s apart.`;
  if (seconds <= tolerable.seconds) return ok("clock", what);
  const find = seconds <= tolerable.atMost ? warning : error;
  return find("clock", what, "Run a time service (chrony, systemd-timesyncd) on both machines.");
}

async function migrationFindings(database: Database): Promise<Finding[]> {
  const { applied, pending, unknown } = await migrationStatus(database);
  const findings: Finding[] = [];
  if (pending.length > 0) {
    const remedy = "Run `levelup migrate up`, or start the server, which does it.";
    findings.push(error("migrations", `The database lacks ${pending.join(", ")}.`, remedy));
  }
  if (unknown.length > 0) {
    const what = `The database has ${unknown.join(", ")}, which this release does not know.`;
    findings.push(error("migrations", what, "Run the release that made it, or restore the backup from before."));
  }
  return findings.length > 0 ? findings : [ok("migrations", `All ${applied.length} are there.`)];
}

import { randomUUID } from "node:crypto";
import { usernameKey } from "@levelup/contract/rules";
import {
  type Database,
  type Em,
  expiriesAt,
  pendingMigrations,
  recordAudit,
  StartError,
  type TokenSettings,
} from "@levelup/server";
import { fixtureAccount } from "../fixture/fixture-account.ts";
import { decideEmails, writeEmails } from "./decide-emails.ts";
import { decideGamers, writeGamers } from "./decide-gamers.ts";
import { decideTokens, writeTokens } from "./decide-tokens.ts";
import { decideUsers, writeUsers } from "./decide-users.ts";
import { readDecisions } from "./read-decisions.ts";
import type { RowOptions } from "./read-rows.ts";
import { type ImportReport, isNothingTaken } from "./report.ts";
import { type DjangoSource, defaultNames } from "./source.ts";
import { type ImportProgress, moveSequencesOn, stageSource } from "./staging.ts";

export type ImportOptions = RowOptions & {
  now: Date;
  tokens: TokenSettings;
  /** What times without an offset are in, as in `Europe/Berlin`. */
  timeZone: string;
  /** Whether Django's value counts where it was changed here as well. */
  overwrite: boolean;
  /** Decide and report, but write nothing. */
  dryRun: boolean;
  /** Whether a later import needs to know what this one brought. */
  remember: boolean;
  onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Called before the commit: from here on it cannot be said that nothing was written. */
  onCommit?: (() => void) | undefined;
};

/** A first import of a project that uses Django's own settings. */
export const importDefaults = {
  usernameColumn: defaultNames.usernameColumn,
  unknownPasswords: "refuse",
  timeZone: "UTC",
  overwrite: false,
  dryRun: false,
  remember: true,
} as const;

/**
 * Imports a Django project's users, gamers and tokens in one transaction: ids, hashes, digests of the keys, dates and
 * flags; and which addresses allauth has verified. It can be repeated, and then takes what is new or what Django changed since.
 *
 * @throws StartError when the source is none, or the database is not for it.
 */
export async function importDjango(
  database: Database,
  source: DjangoSource,
  options: ImportOptions,
): Promise<ImportReport> {
  return database.patiently(() => importPatiently(database, source, options));
}

async function importPatiently(
  database: Database,
  source: DjangoSource,
  options: ImportOptions,
): Promise<ImportReport> {
  const schema = options.dryRun ? await missingSchema(database) : [];
  const em = database.fork();
  await em.begin();
  try {
    for (const statement of schema) await em.execute(statement);
    const report = await importInto(em, source, options);
    if (options.dryRun || isNothingTaken(report)) {
      await em.rollback();
    } else {
      options.onCommit?.();
      await em.commit();
    }
    return report;
  } catch (error) {
    if (em.isInTransaction()) await em.rollback();
    throw error;
  }
}

/**
 * The statements that create the tables where there are none, for a dry run, which rolls them back: the migrator would
 * record what it did outside of the transaction.
 */
async function missingSchema(database: Database): Promise<string[]> {
  const [bookkeeping] = await database
    .fork()
    .execute<{ name: string | null }[]>("select to_regclass('migrations') as name");
  if (bookkeeping?.name == null) {
    return (await database.orm.schema.getCreateSchemaSQL({ wrap: false }))
      .split(/;\n/)
      .filter((sql) => sql.trim() !== "");
  }
  if ((await pendingMigrations(database)).length === 0) return [];
  throw new StartError(
    "the database has the tables of an older version.",
    "Start the server once, which brings them up to date, and try again.",
  );
}

/** As `importDjango`, within a transaction of the caller. */
export async function importInto(em: Em, source: DjangoSource, options: ImportOptions): Promise<ImportReport> {
  const { now, dryRun, overwrite, remember, onProgress } = options;
  await em.execute("set local statement_timeout = 0");
  // The source may be slow between two statements.
  await em.execute("set local idle_in_transaction_session_timeout = 0");
  // Joins and sorts over a million rows; the default of 4 MB would put them on disk, twice.
  await em.execute("set local work_mem = '64MB'");
  const staged = await stageSource(em, source, options);
  const rowsRead = Object.values(staged.read).reduce((sum, count) => sum + count, 0);
  if (staged.read.users === 0 && (source.complete.includes("users") || rowsRead === 0)) {
    throw new StartError(`${source.name} holds no users.`, "Check that it is the one that Django uses.");
  }

  onProgress?.({ stage: "writing", rows: rowsRead, rowCount: source.rowCount });
  // Registrations and logins wait until the decisions are written.
  if (!dryRun) await em.execute("lock table users, gamers, tokens in share row exclusive mode");
  const complete = source.complete.includes("tokens");
  await decideUsers(em, { overwrite });
  if (source.complete.includes("users")) await assertSameProject(em, source);
  await assertNoFixture(em);
  await decideGamers(em, { overwrite });
  await decideEmails(em);
  const tokensEnded = await decideTokens(em, { complete });
  const report = await readDecisions(em, source, { ...staged, tokensEnded, dryRun });
  if (dryRun) return report;

  await writeUsers(em, { now, remember });
  await writeGamers(em, { remember });
  await writeEmails(em, { now });
  await writeTokens(em, { now, expiries: expiriesAt(now, options.tokens), complete, remember });
  await moveSequencesOn(em);
  recordAudit(em, {
    event: "django_import",
    outcome: "success",
    at: now,
    user: null,
    request: { requestId: randomUUID(), address: null, userAgent: null },
  });
  await em.flush();
  return report;
}

/** Another project's database has none of the users that were imported, and would end all of their tokens. */
async function assertSameProject(em: Em, source: DjangoSource): Promise<void> {
  const [known] = await em.execute<{ some: boolean; here: boolean }[]>(`
    select exists (select from imported_users) as some, exists (
      select from imported_users base join decided_users decided on decided.id = base.id where decided.obstacle is distinct from 'id_taken'
    ) as here`);
  if (known?.some && !known.here) {
    throw new StartError(
      `${source.name} has none of the users that were imported before.`,
      "It is another project's: check DATABASE_URL or DATA_DIR, or import it into a database of its own.",
    );
  }
}

/** Its ids are those of a project's first user, who would be refused, and its password is public. */
async function assertNoFixture(em: Em): Promise<void> {
  const { username, dateJoined } = fixtureAccount;
  const [other] = await em.execute(
    `select from users u where u.username_key = ? and u.date_joined = ?
      and not exists (select from imported_users base where base.id = u.id)
      and not exists (select from decided_users decided where decided.id = u.id and decided.obstacle is null)`,
    [usernameKey(username), dateJoined],
  );
  if (other === undefined) return;
  throw new StartError(
    `the database already holds the example account ${username}, which a start of the server put there.`,
    "Import before the first start: set DATA_DIR to a new folder, or delete the folder (.levelup) if nothing else is in it.",
  );
}

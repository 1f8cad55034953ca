import { existsSync } from "node:fs";
import { migrate, readSettings, type Settings, StartError } from "@levelup/server";
import { createProgress, type Terminal, withDatabase } from "@levelup/server/cli";
import { type Command, InvalidArgumentError, Option } from "commander";
import { importDjango } from "./import-django.ts";
import { endWhenInterrupted } from "./interruption.ts";
import { printJson, printTable } from "./print-report.ts";
import { type ImportReport, isNothingTaken, refusedKinds } from "./report.ts";
import { defaultNames } from "./source.ts";
import { openDjangoSource } from "./sources/open-source.ts";

const help = `
Sources:
  db.sqlite3                     Django's SQLite file
  postgres://user@host/database  Django's PostgreSQL database
  users.json tokens.json …       fixtures of manage.py dumpdata, JSON or JSONL

Examples:
  levelup import django --dry-run db.sqlite3
  DATABASE_URL=postgres://… levelup import django postgres://django@127.0.0.1/app
  levelup import django --emails-table account_emailaddress db.sqlite3
  levelup import django --users-table accounts_user --username-column email db.sqlite3

It is one transaction, and can be repeated: it then takes what is new, and what Django changed since.
With --unknown-passwords unusable such a user keeps gamer and token, and has no password here.
Exit codes: 0 done, 1 not done, or every row of a kind refused.`;

const groupHelp = `
Examples:
  levelup import django --dry-run db.sqlite3
  levelup import django --help`;

type Options = {
  dryRun: boolean;
  overwrite: boolean;
  timeZone: string;
  usersTable: string;
  gamersTable: string;
  tokensTable: string;
  emailsTable?: string;
  usersModel: string;
  gamersModel: string;
  tokensModel: string;
  emailsModel?: string;
  usernameColumn: string;
  unknownPasswords: "refuse" | "unusable";
  json: boolean;
};

export function addImportCommand(program: Command, terminal: Terminal): void {
  const { tables, models, usernameColumn } = defaultNames;
  program
    .command("import")
    .description("Take accounts in from elsewhere")
    .helpCommand(false)
    .addHelpText("after", groupHelp)
    .command("django")
    .description("Take in the users, gamers and tokens of a Django REST Framework project")
    .argument("<source...>", "a database, or fixture files")
    .option("--dry-run", "say what would be taken, and write nothing", false)
    .option("--overwrite", "take Django's value where it was changed here as well", false)
    .option("--time-zone <zone>", "what times without an offset are in, as in Europe/Berlin", readTimeZone, "UTC")
    .option("--users-table <name>", "table of the users", tables.users)
    .option("--gamers-table <name>", "table of the gamers", tables.gamers)
    .option("--tokens-table <name>", "table of the tokens", tables.tokens)
    .option("--emails-table <name>", "table of allauth's e-mail addresses, to take which are verified")
    .option("--users-model <name>", "model of the users in fixtures", models.users)
    .option("--gamers-model <name>", "model of the gamers in fixtures", models.gamers)
    .option("--tokens-model <name>", "model of the tokens in fixtures", models.tokens)
    .option("--emails-model <name>", "model of allauth's e-mail addresses in fixtures")
    .option("--username-column <name>", "the users' column of login names", usernameColumn)
    .addOption(
      new Option("--unknown-passwords <what>", "what becomes of users with a hash that cannot be checked here")
        .choices(["refuse", "unusable"])
        .default("refuse"),
    )
    .option("--json", "the whole report as JSON", false)
    .addHelpText("after", help)
    .action((sources: string[], options: Options) => run(sources, options, terminal));
}

async function run(sources: string[], options: Options, terminal: Terminal): Promise<void> {
  const settings = readSettings(terminal.env);
  const { dryRun, overwrite, timeZone, usernameColumn, unknownPasswords } = options;
  await using source = await openDjangoSource(sources, {
    tables: {
      users: options.usersTable,
      gamers: options.gamersTable,
      tokens: options.tokensTable,
      emails: options.emailsTable,
    },
    models: {
      users: options.usersModel,
      gamers: options.gamersModel,
      tokens: options.tokensModel,
      emails: options.emailsModel,
    },
    usernameColumn,
  });
  const progress = createProgress(terminal);
  using interruption = endWhenInterrupted(terminal);
  await withDatabase(terminal, dryRun ? untouched(settings) : settings, async (database) => {
    if (!dryRun) await migrate(database);
    const report = await importDjango(database, source, {
      now: new Date(),
      tokens: settings.tokens,
      usernameColumn,
      unknownPasswords,
      timeZone,
      overwrite,
      dryRun,
      remember: true,
      onProgress: ({ stage, rows, rowCount }) => progress.show(stage, rows, rowCount),
      onCommit: interruption.ignore,
    }).finally(() => progress.clear());
    await (options.json ? printJson(report, terminal) : printTable(report, terminal));
    assertTaken(report);
  });
}

/** @throws StartError when every row of a kind was refused: the names of its table or columns are wrong, or its shape. */
function assertTaken(report: ImportReport): void {
  const refused = refusedKinds(report);
  if (refused.length === 0) return;
  const written = report.dryRun || isNothingTaken(report) ? "Nothing was written." : "The rest was written.";
  throw new StartError(`None of the ${refused.join(", ")} was taken. ${written}`, "See the reasons above.");
}

/** A rehearsal on an embedded database that is not there yet does not create it. */
function untouched(settings: Settings): Settings {
  const { database } = settings;
  const isNew = database.folder !== null && !existsSync(database.folder);
  return isNew ? { ...settings, database: { ...database, folder: null } } : settings;
}

function readTimeZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError("It is a time zone such as Europe/Berlin.");
  }
}

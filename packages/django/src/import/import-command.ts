import { existsSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type DatabaseSettings, migrate, readSettings } from "@levelup/server";
import { createProgress, formatCount, formatTable, type Terminal } from "@levelup/server/cli";
import { type Command, InvalidArgumentError } from "commander";
import { importDjango } from "./import-django.ts";
import type { Counts, ImportReport } from "./report.ts";
import { defaultNames, kinds } from "./source.ts";
import { openDjangoSource } from "./sources/open-source.ts";

const help = `
Sources:
  db.sqlite3                     Django's SQLite file
  postgres://user@host/database  Django's PostgreSQL database
  users.json tokens.json …       fixtures of manage.py dumpdata, JSON or JSONL

Examples:
  levelup import django --dry-run db.sqlite3
  DATABASE_URL=postgres://… levelup import django postgres://django@127.0.0.1/app
  levelup import django --users-table accounts_user --username-column email db.sqlite3

It is one transaction, and can be repeated: it then takes what is new, and what Django changed since.`;

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
  usersModel: string;
  gamersModel: string;
  tokensModel: string;
  usernameColumn: string;
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
    .option("--users-model <name>", "model of the users in fixtures", models.users)
    .option("--gamers-model <name>", "model of the gamers in fixtures", models.gamers)
    .option("--tokens-model <name>", "model of the tokens in fixtures", models.tokens)
    .option("--username-column <name>", "the users' column of login names", usernameColumn)
    .option("--json", "the whole report as JSON", false)
    .addHelpText("after", help)
    .action((sources: string[], options: Options) => run(sources, options, terminal));
}

async function run(sources: string[], options: Options, terminal: Terminal): Promise<void> {
  const env = readSettings(terminal.env);
  const { dryRun, overwrite, timeZone, usernameColumn } = options;
  await using source = await openDjangoSource(sources, {
    tables: { users: options.usersTable, gamers: options.gamersTable, tokens: options.tokensTable },
    models: { users: options.usersModel, gamers: options.gamersModel, tokens: options.tokensModel },
    usernameColumn,
  });
  const database = await terminal.openDatabase(dryRun ? untouched(env.database) : env.database);
  const progress = createProgress(terminal);
  try {
    if (!dryRun) await migrate(database);
    const report = await importDjango(database, source, {
      now: new Date(),
      tokens: env.tokens,
      usernameColumn,
      timeZone,
      overwrite,
      dryRun,
      remember: true,
      onProgress: ({ stage, rows, rowCount }) => progress.show(stage, rows, rowCount),
    }).finally(() => progress.clear());
    await (options.json ? writeJson(report, terminal) : writeTable(report, terminal));
  } finally {
    await database.close();
  }
}

/** A rehearsal on an embedded database that is not there yet does not begin one. */
function untouched(settings: DatabaseSettings): DatabaseSettings {
  return settings.folder !== null && !existsSync(settings.folder) ? { ...settings, folder: null } : settings;
}

function readTimeZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError("It is a time zone such as Europe/Berlin.");
  }
}

/** Piece by piece: the notes on a large source may be more than one string holds. */
async function writeJson({ notes, ...report }: ImportReport, { out }: Terminal): Promise<void> {
  function* pieces() {
    yield `${JSON.stringify(report).slice(0, -1)},"notes":[`;
    let separator = "\n";
    for (const note of notes) {
      yield separator + JSON.stringify(note);
      separator = ",\n";
    }
    yield "\n]}\n";
  }
  await pipeline(Readable.from(pieces()), out, { end: false });
}

const outcomes = ["read", "taken", "updated", "unchanged", "kept", "refused"] as const satisfies (keyof Counts)[];

/** More than fit on a screen are for a program to read. */
const listedNotes = 20;

function writeTable({ source, dryRun, counts, tokensEnded, absent, notes }: ImportReport, { out }: Terminal): void {
  const lines = notes.slice(0, listedNotes).map(({ kind, id, user, outcome, message }) => {
    const which = id === null ? `${kind} of user ${user}` : `${kind} ${id}`;
    return `${which} ${outcome}: ${message}\n`;
  });
  const more = notes.length - lines.length;
  out.write(
    [
      `${dryRun ? "Would take" : "Took"} from ${source}:\n\n`,
      formatTable([
        ["", ...outcomes],
        ...kinds.map((kind) => [kind, ...outcomes.map((name) => formatCount(counts[kind][name]))]),
      ]),
      "\n",
      ...absent.map((what) => `No ${what}.\n`),
      tokensEnded > 0
        ? `${formatCount(tokensEnded)} imported tokens that Django has ended ${dryRun ? "would end" : "ended"} here too.\n`
        : "",
      ...lines,
      more > 0 ? `… and ${formatCount(more)} more: --json has them all.\n` : "",
      dryRun ? "Dry run: nothing was written.\n" : "",
    ].join(""),
  );
}

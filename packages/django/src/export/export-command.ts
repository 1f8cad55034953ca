import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { migrate, readSettings, StartError } from "@levelup/server";
import { answer, escapeLine, formatCount, type Terminal, withDatabase } from "@levelup/server/cli";
import type { Command } from "commander";
import { defaultNames } from "../import/source.ts";
import { type ExportReport, exportDjango } from "./export-django.ts";

const help = `
Examples:
  levelup export django --out dump.json
  levelup export django --users-model accounts.user --username-column email --out dump.json

Then, in the Django project, with deploy/django/load_levelup.py: manage.py load_levelup dump.json
That writes only what is ours. loaddata is for a new and empty project: it puts every other column to its default.
The file holds password hashes: only you can read it. Django needs its bcrypt package to check those made here.`;

const groupHelp = `
Examples:
  levelup export django --out dump.json
  levelup export django --help`;

type Options = {
  out: string;
  usersModel: string;
  gamersModel: string;
  usernameColumn: string;
  force: boolean;
  json: boolean;
};

export function addExportCommand(program: Command, terminal: Terminal): void {
  const { models, usernameColumn } = defaultNames;
  program
    .command("export")
    .description("Hand accounts over to something else")
    .helpCommand(false)
    .addHelpText("after", groupHelp)
    .command("django")
    .description("Write users and gamers to a file for Django")
    .requiredOption("--out <file>", "the fixture to write, as in dump.json")
    .option("--users-model <name>", "model of the users", models.users)
    .option("--gamers-model <name>", "model of the gamers", models.gamers)
    .option("--username-column <name>", "the users' field of login names", usernameColumn)
    .option("--force", "overwrite the file if it is there", false)
    .option("--json", "the whole report as JSON", false)
    .addHelpText("after", help)
    .action((options: Options) => run(options, terminal));
}

async function run(options: Options, terminal: Terminal): Promise<void> {
  const settings = readSettings(terminal.env);
  if (existsSync(options.out) && !options.force) {
    throw new StartError(`${options.out} is there already.`, "Name another file, or add --force to overwrite it.");
  }
  await withDatabase(terminal, settings, async (database) => {
    await migrate(database);
    const report = await writeComplete(options.out, (write) =>
      exportDjango(database, {
        models: { users: options.usersModel, gamers: options.gamersModel },
        usernameColumn: options.usernameColumn,
        now: new Date(),
        write,
      }),
    );
    answer(terminal, options.json, report, describe(report, options.out));
  });
}

/** Writes to a file beside it, readable by its owner only, and renames that when it is complete. */
async function writeComplete<Result>(
  file: string,
  produce: (write: (text: string) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const draft = `${file}.${process.pid}.part`;
  const handle = await open(draft, "wx", 0o600).catch((error: unknown) => {
    throw new StartError(`${file} cannot be written.`, "Name a file in a folder that can be.", { cause: error });
  });
  try {
    const result = await produce(async (text) => {
      await handle.appendFile(text);
    });
    await handle.close();
    await rename(draft, file);
    return result;
  } catch (error) {
    await handle.close();
    await rm(draft, { force: true });
    throw error;
  }
}

/** More than fit on a screen are for a program to read. */
const listedNotes = 20;

function describe({ users, gamers, tokensLeft, notes }: ExportReport, file: string): string {
  const more = notes.length - listedNotes;
  const lines = [
    `Wrote ${formatCount(users)} users and ${formatCount(gamers)} gamers to ${file}.`,
    `${formatCount(tokensLeft)} tokens stay behind: only their digests are kept, so everyone logs in again at Django.`,
    ...notes.slice(0, listedNotes).map(({ kind, id, message }) => `${kind} ${id}: ${message}`),
    ...(more > 0 ? [`… and ${formatCount(more)} more: --json has them all.`] : []),
  ];
  return lines.map((line) => `${escapeLine(line)}\n`).join("");
}

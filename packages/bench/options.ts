import { parseArgs } from "node:util";
import type { Row } from "./rows/row.ts";

export type Options = {
  help: boolean;
  only: string[];
  rounds: number;
  quick: boolean;
  out: string | null;
};

/** An option or a row that does not exist. */
export class WrongOption extends Error {}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: "boolean", short: "h", default: false },
        only: { type: "string", multiple: true, default: [] },
        rounds: { type: "string" },
        quick: { type: "boolean", default: false },
        out: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new WrongOption(error instanceof Error ? error.message : String(error));
  }
}

/** @throws WrongOption. */
export function readOptions(args: string[], rows: readonly Row[]): Options {
  const values = parse(args);
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100)
    throw new WrongOption("--rounds is a number from 1 to 100");
  const unknown = values.only.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) throw new WrongOption(`there is no row "${unknown}"`);
  return { help: values.help, only: values.only, rounds, quick: values.quick, out: values.out ?? null };
}

export function helpText(rows: readonly Row[]): string {
  const longest = Math.max(...rows.map(({ name }) => name.length));
  return `Measures Level Up beside bare Fastify, bare tRPC, better-auth and Django REST Framework, on PostgreSQL.

npm run bench -- [--only ROW]... [--rounds N] [--quick] [--out FOLDER]

  --only ROW     only this row; may be given several times
  --rounds N     how often each measurement is repeated (5)
  --quick        short measurements: they show that the bench works, their figures mean nothing
  --out FOLDER   where RESULTS.md and results.svg are written. Without it a whole run writes them into
                 packages/bench, and a run with --only or --quick writes nothing
  --help         this text

Rows:
${rows.map(({ name, about }) => `  ${name.padEnd(longest)}  ${about}`).join("\n")}

TEST_DATABASE_URL names the PostgreSQL, and a role that may create databases
(postgres://postgres@127.0.0.1:5432/postgres).

Exit code: 0 when everything was measured, whether or not the targets were met; 1 when something failed; 2 for a wrong
option. A run takes a quarter of an hour; a slow machine makes fewer rounds.
`;
}

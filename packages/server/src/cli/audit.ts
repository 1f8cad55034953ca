import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import type { AuditFilter, AuditRow } from "../audit/audit.service.ts";
import { auditEvents, auditOutcomes } from "../audit/record-audit.ts";
import { findAccount, parseAccountArgument } from "./account-argument.ts";
import { UsageError } from "./cli-errors.ts";
import { withOperator } from "./operator.ts";
import { formatTable } from "./output.ts";
import { parseOneOf, parseTime, parseWholeNumber } from "./parsers.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup audit
  levelup audit --user ada@example.com --event login --outcome failure
  levelup audit --since 2026-11-24 --until 2026-11-25T06:00:00Z --limit 100000 --json

Newest first. A date begins at midnight UTC; --until itself is not included. --user-id also
finds what happened to an account that was deleted. With --json, one row a line. Events: ${auditEvents.join(", ")}.`;

const maxLimit = 1_000_000;
/** A table is built in memory, to align its columns; longer answers are streamed as JSON. */
const maxTableRows = 10_000;

type Options = {
  user?: string;
  userId?: string;
  event?: string;
  outcome?: string;
  since?: string;
  until?: string;
  limit: string;
  json: boolean;
};

export function addAuditCommand(program: Command, terminal: Terminal): void {
  program
    .command("audit")
    .description("Show what happened to accounts: who, when, from where")
    .option("--user <username>", "about this account, in any case")
    .option("--user-id <id>", "the same by its id")
    .option("--event <name>", "of this kind")
    .option("--outcome <word>", `with this outcome: ${auditOutcomes.join(" or ")}`)
    .option("--since <time>", "not before")
    .option("--until <time>", "before")
    .option("--limit <rows>", "at most this many rows", "50")
    .option("--json", "answer as JSON, one row a line", false)
    .addHelpText("after", help)
    .action((options: Options) => run(options, terminal));
}

async function run(options: Options, terminal: Terminal): Promise<void> {
  const { user, userId, json } = options;
  const limit = parseWholeNumber("--limit", options.limit, 1, maxLimit);
  if (!json && limit > maxTableRows) throw new UsageError(`--limit beyond ${maxTableRows} needs --json.`);
  const account = user === undefined && userId === undefined ? null : parseAccountArgument(user, { id: userId });
  const filter = parseFilter(options);
  await withOperator(terminal, async ({ services }) => {
    const id = account === null || "id" in account ? (account?.id ?? null) : (await findAccount(services, account)).id;
    const rows = services.audit.read({ ...filter, userId: id }, limit);
    if (json) await pipeline(rows, toLines, terminal.out, { end: false });
    else terminal.out.write(table(await Readable.from(rows).toArray()));
  });
}

async function* toLines(rows: AsyncIterable<AuditRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

function parseFilter({ event, outcome, since, until }: Options): Omit<AuditFilter, "userId"> {
  return {
    event: event === undefined ? null : parseOneOf("--event", event, auditEvents),
    outcome: outcome === undefined ? null : parseOneOf("--outcome", outcome, auditOutcomes),
    since: since === undefined ? null : parseTime("--since", since),
    until: until === undefined ? null : parseTime("--until", until),
  };
}

function table(rows: AuditRow[]): string {
  if (rows.length === 0) return "No rows.\n";
  const cells = rows.map(({ at, event, outcome, userId, username, tokenId, address, requestId, userAgent }) => [
    at,
    event,
    outcome,
    userId === null ? "-" : `${username ?? "(gone)"} (id ${userId})`,
    tokenId === null ? "-" : String(tokenId),
    address ?? "-",
    requestId ?? "-",
    userAgent ?? "-",
  ]);
  const titles = ["at", "event", "outcome", "account", "token", "address", "request", "user agent"];
  return formatTable([titles, ...cells], { numbers: false });
}

import type { Command } from "commander";
import type { FoundAccount } from "../accounts/account-operator.service.ts";
import type { OperatorServices } from "../services.ts";
import { StartError } from "../start-error.ts";
import { UsageError } from "./cli-errors.ts";
import { escapeLine } from "./escape.ts";
import { type Operator, withOperator } from "./operator.ts";
import { parseWholeNumber } from "./parsers.ts";
import type { Terminal } from "./terminal.ts";

export type AccountOptions = { id?: string | undefined };

/** An account as it was named on the command line. */
export type AccountArgument = { username: string } | { id: number };

/** Lets a command name an account, by username or by id. */
export function addAccountArgument(command: Command): Command {
  return command.argument("[username]", "the account, in any case").option("--id <id>", "the same by its id");
}

/** @throws UsageError unless there is either a username or an id. */
export function parseAccountArgument(username: string | undefined, { id }: AccountOptions): AccountArgument {
  if (username !== undefined && id === undefined) return { username };
  if (id !== undefined && username === undefined) return { id: parseWholeNumber("--id", id, 1, maxUserId) };
  throw new UsageError("Name the account by its username or by its id: one of them.");
}

/** The largest integer of PostgreSQL. */
const maxUserId = 2 ** 31 - 1;

/** @throws StartError when there is no such account. */
export async function findAccount({ accounts }: OperatorServices, argument: AccountArgument): Promise<FoundAccount> {
  const account = await accounts.find(argument);
  if (account !== null) return account;
  throw new StartError(
    `There is no account of that ${"id" in argument ? "id" : "username"}: nothing was done.`,
    "Check the spelling, and with `levelup doctor` that it is the right database.",
  );
}

/** Runs the work of a command on one account. @throws UsageError, StartError. */
export async function withAccount(
  terminal: Terminal,
  username: string | undefined,
  options: AccountOptions,
  work: (operator: Operator & { account: FoundAccount }) => Promise<void>,
): Promise<void> {
  const argument = parseAccountArgument(username, options);
  await withOperator(terminal, async (operator) =>
    work({ ...operator, account: await findAccount(operator.services, argument) }),
  );
}

/** Names an account in a sentence. */
export function formatAccount({ username, id }: FoundAccount): string {
  return `${escapeLine(username)} (id ${id})`;
}

import type { Command } from "commander";
import type { FoundAccount } from "../accounts/account-operator.service.ts";
import type { OperatorServices } from "../services.ts";
import { StartError } from "../start-error.ts";
import { UsageError } from "./failures.ts";
import { readWholeNumber } from "./parsers.ts";

export type WhoseOptions = { id?: string | undefined };

/** Says how a command is told whose account it is about: by username or by id. */
export function addWhose(command: Command): Command {
  return command.argument("[username]", "whose account, in any case").option("--id <id>", "the same by its id");
}

/** @throws UsageError unless there is either a name or an id; StartError when there is no such account. */
export async function findWhose(
  { accounts }: OperatorServices,
  username: string | undefined,
  { id }: WhoseOptions,
): Promise<FoundAccount> {
  const found = await accounts.find(readWhose(username, id));
  if (found === null) {
    throw new StartError(
      `There is no account of that ${id === undefined ? "username" : "id"}: nothing was done.`,
      "Check the spelling, and with `levelup doctor` that it is the right database.",
    );
  }
  return found;
}

/** @throws UsageError. */
export function readWhose(username: string | undefined, id: string | undefined): { username: string } | { id: number } {
  if (username !== undefined && id === undefined) return { username };
  if (id !== undefined && username === undefined) return { id: readWholeNumber("--id", id, 1, maxUserId) };
  throw new UsageError("Name the account by its username or by its id: one of them.");
}

/** PostgreSQL's integer. */
const maxUserId = 2 ** 31 - 1;

/** An account in a sentence. */
export function nameOf({ username, id }: FoundAccount): string {
  return `${username} (id ${id})`;
}

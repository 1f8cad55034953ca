import { isIP } from "node:net";
import type { Command } from "commander";
import {
  type AccountOptions,
  addAccountArgument,
  findAccount,
  formatAccount,
  parseAccountArgument,
} from "./account-argument.ts";
import { UsageError } from "./cli-errors.ts";
import { withOperator } from "./operator.ts";
import { answer, formatCount } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup unlock ada@example.com
  levelup unlock ada@example.com --address 203.0.113.7
  levelup unlock --address 2001:db8::7

For an account: failed logins by strangers and from devices known to it, password changes, and wrong codes of its second
factor. For an address (IPv6: its /64): failed logins and registrations. An account under attack is soon locked again; docs/attacks.md has the limits.`;

type Options = AccountOptions & { address?: string; json: boolean };

export function addUnlockCommand(program: Command, terminal: Terminal): void {
  addAccountArgument(program.command("unlock"))
    .description("Clear the failed attempts of an account, of an address, or of both")
    .option("--address <ip>", "the address that the attempts came from")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const address = options.address ?? null;
  if (address !== null && isIP(address) === 0) throw new UsageError("--address is an IP address, as in 203.0.113.7.");
  const addressAlone = address !== null && username === undefined && options.id === undefined;
  const argument = addressAlone ? null : parseAccountArgument(username, options);
  await withOperator(terminal, async ({ services, request }) => {
    const account = argument === null ? null : await findAccount(services, argument);
    const cleared = await services.accounts.unlock({ account, address }, request);
    const what = [account === null ? [] : formatAccount(account), address ?? []].flat().join(" and ");
    answer(
      terminal,
      options.json,
      { id: account?.id ?? null, username: account?.username ?? null, address, cleared },
      `Unlocked ${what}. Counters that were cleared: ${formatCount(cleared)}.\n`,
    );
  });
}

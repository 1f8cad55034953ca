import { isIP } from "node:net";
import type { Command } from "commander";
import { addWhose, findWhose, nameOf, readWhose, type WhoseOptions } from "./account-argument.ts";
import { UsageError } from "./failures.ts";
import { withOperator } from "./operator.ts";
import { answer, formatCount, type Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup unlock ada@example.com
  levelup unlock ada@example.com --address 203.0.113.7
  levelup unlock --address 2001:db8::7

For an account: failed logins by strangers and from devices known to it, and password changes. For an address (IPv6: its
/64): failed logins and registrations. Whoever is attacked is soon locked again; docs/attacks.md has the limits.`;

type Options = WhoseOptions & { address?: string; json: boolean };

export function addUnlockCommand(program: Command, terminal: Terminal): void {
  addWhose(program.command("unlock"))
    .description("Forget the failed attempts of an account, of an address, or of both")
    .option("--address <ip>", "the address that the attempts came from")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const address = options.address ?? null;
  if (address !== null && isIP(address) === 0) throw new UsageError("--address is an IP address, as in 203.0.113.7.");
  const addressAlone = address !== null && username === undefined && options.id === undefined;
  if (!addressAlone) readWhose(username, options.id);
  await withOperator(terminal, async ({ services, request }) => {
    const account = addressAlone ? null : await findWhose(services, username, options);
    const cleared = await services.accounts.unlock({ account, address }, request);
    const what = [account === null ? [] : nameOf(account), address ?? []].flat().join(" and ");
    answer(
      terminal,
      options.json,
      { id: account?.id ?? null, username: account?.username ?? null, address, cleared },
      `Unlocked ${what}. Counters that were cleared: ${formatCount(cleared)}.\n`,
    );
  });
}

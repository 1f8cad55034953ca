import type { Command } from "commander";
import { StartError } from "../start-error.ts";
import { findAccount, formatAccount, parseAccountArgument } from "./account-argument.ts";
import { UsageError } from "./cli-errors.ts";
import { withOperator } from "./operator.ts";
import { answer, formatCount } from "./output.ts";
import { parseOneOf, parseWholeNumber } from "./parsers.ts";
import { createProgress } from "./progress.ts";
import { confirm } from "./prompt.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup tokens revoke 17
  levelup tokens revoke --user ada@example.com
  levelup tokens revoke --user ada@example.com --kind api
  levelup tokens revoke --all

--all is for a database that was restored from a backup, in which tokens that were revoked since are live again. Everyone
has to log in again. It works in small steps, and can be repeated after an interruption.`;

const kinds = ["session", "api"] as const;

type Options = { user?: string; userId?: string; kind?: string; all: boolean; yes: boolean; json: boolean };

export function addTokensRevokeCommand(group: Command, terminal: Terminal): void {
  group
    .command("revoke")
    .description("End one token, those of an account, or all there are")
    .argument("[token-id]", "a token's id in the list")
    .option("--user <username>", "every token of the account, in any case")
    .option("--user-id <id>", "the same by the account's id")
    .option("--kind <kind>", "of an account: session or api alone; both if left out")
    .option("--all", "every token of every account; asks first", false)
    .option("--yes", "do it without a question", false)
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((tokenId: string | undefined, options: Options) => run(tokenId, options, terminal));
}

async function run(tokenId: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const { user, userId, all, json } = options;
  const kind = options.kind === undefined ? undefined : parseOneOf("--kind", options.kind, kinds);
  const named = [tokenId, user, userId, all || undefined].filter((which) => which !== undefined);
  if (named.length !== 1) throw new UsageError("Name a token's id, or --user, or --user-id, or --all: one of them.");
  if (kind !== undefined && user === undefined && userId === undefined) {
    throw new UsageError("--kind goes with --user or --user-id.");
  }
  const id = tokenId === undefined ? null : parseWholeNumber("The token's id", tokenId, 1, Number.MAX_SAFE_INTEGER);

  await withOperator(terminal, async ({ services, request }) => {
    const report = (revoked: number, words: string) => answer(terminal, json, { revoked }, `${words}\n`);
    if (id !== null) {
      if (!(await services.tokens.revoke(id, request))) {
        throw new StartError("There is no token of that id: nothing was done.", "`levelup tokens list` has the ids.");
      }
      return report(1, `Token ${id} is revoked.`);
    }
    if (!all) {
      const account = await findAccount(services, parseAccountArgument(user, { id: userId }));
      const revoked = await services.tokens.revokeOf(account.id, kind === undefined ? kinds : [kind], request);
      return report(revoked, `${formatCount(revoked)} tokens of ${formatAccount(account)} are revoked.`);
    }
    await confirm(terminal, "Revoke every token of every account? Everyone has to log in again.", options);
    const progress = createProgress(terminal);
    const revoked = await services.tokens
      .revokeAll(request, (done) => progress.show("revoking", done, null))
      .finally(() => progress.clear());
    return report(revoked, `${formatCount(revoked)} tokens are revoked: everyone has to log in again.`);
  });
}

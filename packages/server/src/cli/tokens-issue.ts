import { apiTokenNameSchema, deviceSchema, scopesSchema } from "@levelup/contract";
import { limits } from "@levelup/contract/rules";
import type { Command } from "commander";
import type { z } from "zod";
import { grantableScopes, introspectScope } from "../tokens/scopes.ts";
import { type AccountOptions, addAccountArgument, formatAccount, withAccount } from "./account-argument.ts";
import { UsageError } from "./cli-errors.ts";
import { answer } from "./output.ts";
import { parseWholeNumber } from "./parsers.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup tokens issue reports --scope account:read --name "Nightly report" --days 90 > token
  levelup tokens issue gateway --scope ${introspectScope} --name Gateway
  levelup tokens issue --id 42 --device "nightly report" --json

The token is printed once, on standard output, and cannot be shown again. With --scope it is an API token: it may do what
its scopes say and nothing else, and ends after --days, used or not. An account has at most 20 of them. ${introspectScope}
is for services that ask /auth/introspect whose a token is; only this command gives it.

Without --scope it is a session, which may do whatever the account may, and expires like one from a login. An account has
at most TOKENS_PER_USER sessions; beyond that the oldest is revoked.`;

type Options = AccountOptions & { scope?: string[]; name?: string; days?: string; device?: string; json: boolean };

export function addTokensIssueCommand(group: Command, terminal: Terminal): void {
  addAccountArgument(group.command("issue"))
    .description("Issue a token for an account, without its password")
    .option("--scope <scope>", "what it may do; may be repeated", (scope, before: string[] = []) => [...before, scope])
    .option("--name <name>", "what an API token is for, as its owner's list shows it")
    .option("--days <days>", `the days until an API token ends; ${limits.apiTokenDefaultDays} if left out`)
    .option("--device <label>", "what a session is for, as the list of devices shows it")
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string | undefined, options: Options) => run(username, options, terminal));
}

async function run(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  return options.scope === undefined
    ? issueSession(username, options, terminal)
    : issueApiToken(username, { ...options, scope: options.scope }, terminal);
}

async function issueSession(username: string | undefined, options: Options, terminal: Terminal): Promise<void> {
  const { name, days } = options;
  if (name !== undefined || days !== undefined) throw new UsageError("--name and --days are for a token with --scope.");
  const device = parse("--device", deviceSchema.optional(), options.device);
  await withAccount(terminal, username, options, async ({ services, request, account }) => {
    const { id, token, expiresAt } = await services.tokens.issue(account.id, device, request);
    terminal.err.write(
      `Token ${id} of ${formatAccount(account)}, good until ${expiresAt} unless it is used:\n` +
        "It is a session and may do whatever the account may; with --scope it would be an API token.\n",
    );
    const about = { id, token, expiresAt, userId: account.id, username: account.username };
    answer(terminal, options.json, about, `${token}\n`);
  });
}

async function issueApiToken(
  username: string | undefined,
  options: Options & { scope: string[] },
  terminal: Terminal,
): Promise<void> {
  const { device, scope, days = String(limits.apiTokenDefaultDays) } = options;
  if (device !== undefined) throw new UsageError("--device is for a session: name an API token with --name.");
  if (options.name === undefined) throw new UsageError("Say with --name what the token is for.");
  const name = parse("--name", apiTokenNameSchema, options.name);
  const scopes = parse("--scope", scopesSchema, scope);
  const known = [...Object.keys(grantableScopes(terminal.scopes ?? {})), introspectScope];
  if (!scopes.every((one) => known.includes(one))) throw new UsageError(`--scope is one of ${known.join(", ")}.`);
  const lifetime = parseWholeNumber("--days", days, 1, limits.apiTokenMaxDays);
  await withAccount(terminal, username, options, async ({ services, request, account }) => {
    const issued = await services.tokens.issueApiToken({ userId: account.id, name, scopes, days: lifetime }, request);
    const { id, token, expiresAt } = issued;
    terminal.err.write(
      `API token ${id} of ${formatAccount(account)} for ${scopes.join(" ")}, good until ${expiresAt}:\n`,
    );
    answer(terminal, options.json, { ...issued, userId: account.id, username: account.username }, `${token}\n`);
  });
}

function parse<Schema extends z.ZodType>(option: string, schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(`${option}: ${result.error.issues.map(({ message }) => message).join(" ")}`);
}

import { registerInput } from "@levelup/contract";
import type { Command } from "commander";
import type { z } from "zod";
import { LevelUpError } from "../errors.ts";
import { formatAccount } from "./account-argument.ts";
import { UsageError } from "./cli-errors.ts";
import {
  addPasswordOptions,
  type PasswordOptions,
  passwordHelp,
  readNewPassword,
  rejectPasswordArgument,
} from "./new-password.ts";
import { withOperator } from "./operator.ts";
import { answer } from "./output.ts";
import type { Terminal } from "./terminal.ts";

const help = `
Examples:
  levelup create-user ada@example.com --first-name Ada --last-name Lovelace
  pass show levelup/admin | levelup create-user admin --staff --superuser --password-stdin
${passwordHelp}`;

/** The rules of a registration, except that names are optional: an account of a service has none. */
const profileSchema = registerInput.omit({ password: true, device: true }).extend({
  firstName: registerInput.shape.firstName.optional().transform((name) => name ?? ""),
  lastName: registerInput.shape.lastName.optional().transform((name) => name ?? ""),
});

type Options = PasswordOptions & {
  email?: string;
  firstName?: string;
  lastName?: string;
  bio?: string;
  staff: boolean;
  superuser: boolean;
  json: boolean;
};

export function addCreateUserCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("create-user")
    .description("Create an account: a user with its gamer")
    .argument("<username>", "what it logs in with")
    .option("--email <address>", "its e-mail address")
    .option("--first-name <name>", "its first name")
    .option("--last-name <name>", "its last name")
    .option("--bio <text>", "the gamer's bio")
    .option("--staff", "mark it as staff", false)
    .option("--superuser", "mark it as superuser", false);
  addPasswordOptions(command)
    .option("--json", "answer as JSON", false)
    .addHelpText("after", help)
    .action((username: string, options: Options) => run(username, options, terminal));
}

async function run(username: string, options: Options, terminal: Terminal): Promise<void> {
  rejectPasswordArgument(options);
  const profile = parseProfile({ ...options, username });
  const { staff: isStaff, superuser: isSuperuser } = options;
  await withOperator(terminal, async ({ services: { accounts }, request }) => {
    // Before the prompt for a password.
    if ((await accounts.find(profile)) !== null) throw new LevelUpError("USERNAME_TAKEN");
    const password = await readNewPassword(terminal, options);
    const account = await accounts.create({ ...profile, password, isStaff, isSuperuser }, request);
    answer(
      terminal,
      options.json,
      { id: account.id, username: account.username, isStaff, isSuperuser },
      `Created ${formatAccount(account)}.\n`,
    );
  });
}

/** @throws UsageError that names each wrong option and the rule that it breaks, without its value. */
function parseProfile(input: unknown): z.output<typeof profileSchema> {
  const result = profileSchema.safeParse(input);
  if (result.success) return result.data;
  throw new UsageError(result.error.issues.map(({ path, message }) => `${optionOf(path)}: ${message}`).join("\n"));
}

/** `firstName` → `--first-name`; the username is an argument. */
function optionOf([field]: PropertyKey[]): string {
  return field === "username"
    ? "username"
    : `--${String(field).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

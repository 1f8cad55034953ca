import { type AccountOptions, formatAccount, withAccount } from "./account-argument.ts";
import { answer, formatCount } from "./output.ts";
import type { Terminal } from "./terminal.ts";

export type SetActiveOptions = AccountOptions & { json: boolean };

/** Activates or deactivates an account, for the commands of these names. */
export async function setActive(
  isActive: boolean,
  username: string | undefined,
  options: SetActiveOptions,
  terminal: Terminal,
): Promise<void> {
  await withAccount(terminal, username, options, async ({ services, request, account }) => {
    const { changed, liveTokens } = await services.accounts.setActive(account.id, isActive, request);
    const state = `${changed ? "is" : "was already"} ${isActive ? "active" : "inactive"}`;
    const effect = isActive ? "work" : "are refused until it is active again";
    answer(
      terminal,
      options.json,
      { id: account.id, username: account.username, isActive, changed, liveTokens },
      `${formatAccount(account)} ${state}. Its live tokens, which ${effect}: ${formatCount(liveTokens)}.\n`,
    );
  });
}

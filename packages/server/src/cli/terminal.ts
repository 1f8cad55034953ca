import type { Readable, Writable } from "node:stream";
import type { Command } from "commander";
import type { DatabaseSettings } from "../db/database.settings.ts";
import type { Database } from "../db/database.ts";
import type { Check } from "../doctor/doctor.ts";
import type { Scopes } from "../tokens/scopes.ts";

/** The process that a command line runs in, and what an app adds to Level Up's commands. */
export type CliProcess = {
  /** The environment variables that settings are read from. */
  readonly env: Record<string, string | undefined>;
  /** Name of the operating system's user, for the audit. */
  readonly user: string;
  openDatabase(settings: DatabaseSettings): Promise<Database>;
  /** Each adds further commands, in the order of the help. */
  readonly commands: readonly ((program: Command, terminal: Terminal) => void)[];
  /** The app's own scopes, as in its composition. */
  readonly scopes?: Scopes;
  /** Further checks of `doctor`. */
  readonly checks: readonly Check[];
  readonly in: Readable & { readonly isTTY?: boolean };
  /** For the answer. */
  readonly out: Writable;
  /** For everything else: progress, prompts, errors. */
  readonly err: Writable & { readonly isTTY?: boolean };
};

/** The process as a command sees it: `out` and `err` escape what is written to them. */
export type Terminal = CliProcess & {
  /** The `err` of the process itself, without escaping: progress and prompts draw on it. */
  readonly screen: CliProcess["err"];
};

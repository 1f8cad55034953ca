import { errorTable } from "@levelup/contract";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";
import { StartError } from "./start-error.ts";

/** An error that can cross the wire. */
export type ErrorDefinition<Code extends string = string> = {
  readonly code: Code;
  readonly status: number;
  readonly trpc: TRPC_ERROR_CODE_KEY;
  /** What a person reads. */
  readonly message: string;
};

/** The statuses of a team's own errors: those for which tRPC has a code, without those that Level Up answers itself. */
const trpcCodes = {
  400: "BAD_REQUEST",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  412: "PRECONDITION_FAILED",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
} as const;

/** The SDK raises these itself. */
const clientCodes = ["NETWORK", "SESSION_CHANGED"];

type OwnErrors = { readonly [Code in string]: { readonly status: keyof typeof trpcCodes; readonly message: string } };

/**
 * Defines the errors of an app, beside those of Level Up:
 *
 * ```ts
 * export const gameErrors = defineErrors({ GAME_FULL: { status: 409, message: "This game has no free seat." } });
 * ```
 *
 * A procedure declares one with `errors(gameErrors.GAME_FULL)`, a service throws it with
 * `new LevelUpError(gameErrors.GAME_FULL)`.
 *
 * @throws StartError when a code is one of Level Up's.
 */
export function defineErrors<const Table extends OwnErrors>(
  table: Table,
): { readonly [Code in keyof Table & string]: ErrorDefinition<Code> } {
  const definitions = Object.entries(table).map(([code, { status, message }]) => {
    if (Object.hasOwn(errorTable, code) || clientCodes.includes(code)) {
      throw new StartError(
        `the error code ${code} is one of Level Up's own`,
        "Give the error of your app another code.",
      );
    }
    return [code, { code, status, trpc: trpcCodes[status], message }];
  });
  return Object.fromEntries(definitions);
}

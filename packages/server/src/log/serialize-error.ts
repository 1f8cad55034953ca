/** An error as it is logged: what it is called, what it says, where it was thrown, and the same of its causes. */
export type LoggedError = {
  type: string;
  message: string;
  stack?: string;
  code?: string;
  constraint?: string;
  cause?: LoggedError;
};

/** A cause of a cause of a cause … is somebody's loop. */
const maxCauses = 5;

/**
 * The rest of an error stays out: drivers put whole rows into `detail` and `where`, libraries bodies and inputs, and
 * the first line of a stack may repeat any of it.
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error" };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...textsOf(error, ["code", "constraint"]),
    ...(cause === undefined || depth >= maxCauses ? {} : { cause: serializeError(cause, depth + 1) }),
  };
}

function textsOf(error: Error, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(error).filter(([name, value]) => names.includes(name) && typeof value === "string"),
  );
}

import { ValidationError } from "@mikro-orm/core";

/** An error as it is logged: what it is called, what it says, where it was thrown, and the same of its causes. */
export type LoggedError = {
  type: string;
  message: string;
  stack?: string;
  code?: string;
  constraint?: string;
  cause?: LoggedError;
};

/** Causes may be a loop. */
const maxCauses = 5;

/**
 * The rest of an error stays out: drivers put whole rows into `detail` and `where`, MikroORM into the further lines of
 * the message, libraries bodies and inputs, and the first lines of a stack repeat the message.
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error" };
  const { name, stack, cause, code, constraint }: Error & { code?: unknown; constraint?: unknown } = error;
  return {
    type: name,
    message: messageOf(error, code),
    ...(stack === undefined ? {} : { stack: framesOf(stack) }),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof constraint === "string" ? { constraint } : {}),
    ...(cause === undefined || depth >= maxCauses ? {} : { cause: serializeError(cause, depth + 1) }),
  };
}

/** The first line, up to a value where it may quote one: PostgreSQL does in data exceptions, class 22. */
function messageOf(error: Error, code: unknown): string {
  const [line = ""] = error.message.split("\n", 1);
  const mayQuote = error instanceof ValidationError || /^22...$/.test(String(code));
  return mayQuote ? line.replace(/["'({].*/, "…") : line;
}

function framesOf(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
}

/** The command line is wrong, in a way that only the command itself can see. It never repeats what was typed. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The answer has been given, and it is no: the exit code shall say so too. */
export class AnsweredNo extends Error {
  override name = "AnsweredNo";
}

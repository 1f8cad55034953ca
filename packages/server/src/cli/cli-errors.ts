/** The command line is wrong in a way that only the command can see: exit code 2. Its message never repeats a value. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The answer has been printed and it is no: exit code 1, and nothing more to print. */
export class NegativeAnswer extends Error {
  override name = "NegativeAnswer";
}

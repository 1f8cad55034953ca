/** The command line as a library: `runCli`, and what the further commands of an app are written with. */
export { UsageError } from "./cli-errors.ts";
export { escapeLine } from "./escape.ts";
export { withDatabase, withOperator } from "./operator.ts";
export { answer, formatCount, formatTable } from "./output.ts";
export { createProgress, type Progress } from "./progress.ts";
export { confirm } from "./prompt.ts";
export { runCli } from "./run-cli.ts";
export type { CliProcess, Terminal } from "./terminal.ts";

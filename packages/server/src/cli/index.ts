/** The command line as a library: `runCli`, and what further commands are written with. */
export { withDatabase, withOperator } from "./operator.ts";
export { runCli } from "./run.ts";
export { answer, createProgress, formatCount, formatTable, type Terminal } from "./terminal.ts";

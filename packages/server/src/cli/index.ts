/** The command line as a library: `runCli`, and what further commands are written with. */
/** Escapes a value that is printed within a line. */
export { escapeLine } from "./escape.ts";
export { withDatabase, withOperator } from "./operator.ts";
export { runCli } from "./run.ts";
export { answer, createProgress, formatCount, formatTable, type Terminal } from "./terminal.ts";

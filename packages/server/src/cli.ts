import { userInfo } from "node:os";
import { runCli } from "./cli/run.ts";
import { openDatabase } from "./db/database.ts";

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  user: systemUser(),
  openDatabase,
  in: process.stdin,
  out: process.stdout,
  err: process.stderr,
});

/** A container may run as a number that has no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}

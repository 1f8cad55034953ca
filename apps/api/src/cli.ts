import { userInfo } from "node:os";
import { addDjangoCommands, fixtureFinding } from "@levelup/django";
import { openDatabase, stopWithParent } from "@levelup/server";
import { runCli } from "@levelup/server/cli";
import { composition } from "./composition.ts";

stopWithParent(process.env);
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  user: systemUser(),
  openDatabase: (settings) => openDatabase(settings, composition),
  commands: [addDjangoCommands],
  checks: [fixtureFinding],
  in: process.stdin,
  out: process.stdout,
  err: process.stderr,
});

/** A container may run as a user id without a name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}

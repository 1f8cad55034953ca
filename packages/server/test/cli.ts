import { Writable } from "node:stream";
import { runCli } from "../src/cli/run.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { temporaryFolder } from "./server-process.ts";

export type CliRun = { code: number; out: string; err: string };

/** Runs `levelup …` as in a terminal, or with its output in a pipe. */
export async function levelup(
  args: string[],
  { env = {}, isTTY = false }: { env?: Record<string, string>; isTTY?: boolean } = {},
): Promise<CliRun> {
  const said = { out: "", err: "" };
  const collect = (stream: "out" | "err") =>
    new Writable({
      write(piece, _encoding, done) {
        said[stream] += piece;
        done();
      },
    });
  const err = Object.assign(collect("err"), { isTTY });
  const code = await runCli(args, { env, out: collect("out"), err });
  return { code, ...said };
}

/** The environment of an operator whose database is empty, and a folder to work in. */
export async function operator(): Promise<{ env: Record<string, string>; folder: string } & AsyncDisposable> {
  const database = await createTestDatabase(process.env.TEST_DATABASE_URL || undefined);
  const folder = await temporaryFolder();
  const { url } = database.settings;
  return {
    env: url === null ? { DATA_DIR: `${folder.path}/data` } : { DATABASE_URL: url.reveal() },
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await database.drop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

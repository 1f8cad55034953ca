import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { composition } from "@levelup/api/composition";
import { fillDataFolder } from "@levelup/server/testing";

const main = fileURLToPath(new URL("../../../apps/api/bin/serve.mjs", import.meta.url));

/** However a test ends, even killed or hanging, what it started goes with it; only Linux knows how. */
const dieWithTest = process.platform === "linux" ? ["setpriv", "--pdeathsig", "KILL"] : [];

/** How a server process ended. */
type Exit = { code: number | null; output: string; errors: string };

/** A server in a process of its own, as an operator starts it. */
export type ServerProcess = AsyncDisposable & {
  child: ChildProcess;
  /** The URL in the ready line. Rejects with what the process printed when it ends before it is ready. */
  ready: Promise<string>;
  output(): string;
  exit: Promise<Exit>;
  stop(signal?: NodeJS.Signals): Promise<Exit>;
};

/**
 * A machine that is busy with other tests delays the event loop too, which would refuse calls. No test of a process is
 * about the delay of refusals.
 */
const forTests = { MAX_EVENT_LOOP_DELAY_MS: "60000", REFUSAL_DELAY_MS: "0" };

/** Starts a server with these variables, and of those of this process PATH alone. */
export function startServer(env: Record<string, string>): ServerProcess {
  const [program = "", ...args] = [...dieWithTest, process.execPath, "--disable-warning=ExperimentalWarning", main];
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, PORT: "0", ...forTests, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const exit = once(child, "close").then(([code]): Exit => ({ code, output, errors }));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const [, url] = /is ready at (\S+)\n/.exec(output) ?? [];
      if (url !== undefined) resolve(url);
    });
    void exit.then((ended) => reject(new Error(`the server ended with ${ended.code}: ${ended.errors}`)));
  });
  // A test that waits for the exit alone does not read the ready line.
  ready.catch(() => undefined);
  async function stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Exit> {
    child.kill(signal);
    return exit;
  }
  return {
    child,
    ready,
    output: () => output,
    exit,
    stop,
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
    },
  };
}

/** A folder for `DATA_DIR` with a migrated database, which no server has been on yet. */
export async function dataFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await temporaryFolder();
  await fillDataFolder(folder.path, composition);
  return folder;
}

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "levelup-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

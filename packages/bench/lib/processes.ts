import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Cleanup } from "./cleanup.ts";

/** A process that runs until it is stopped. */
export type Running = { pid: number; exited: Promise<string>; stop(): Promise<void> };

/** Which cores a process may use, as `taskset` writes it: "0", "1", "0,1". */
export type Cores = string | null;

type Options = { env?: Record<string, string>; cores?: Cores; cwd?: string };

const stopGraceMs = 5000;
const errorsKept = 4000;

export const canPin = spawnSync("taskset", ["-V"]).status === 0;

export function createProcesses(cleanup: Cleanup) {
  function begin(command: string[], { env = {}, cores = null, cwd }: Options, stdio: "quiet" | "talk"): ChildProcess {
    const pinned = cores === null || !canPin ? command : ["taskset", "-c", cores, ...command];
    const [program = "", ...args] = pinned;
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
      // A log goes to /dev/null, where it costs only the server.
      stdio: stdio === "quiet" ? ["ignore", "ignore", "pipe"] : ["pipe", "pipe", "pipe"],
      // The leader of a process group, so that its workers end with it.
      detached: true,
      ...(cwd === undefined ? {} : { cwd }),
    });
    const { pid } = child;
    if (pid !== undefined) {
      cleanup.note({ started: pid });
      child.on("close", () => cleanup.note({ ended: pid }));
    }
    return child;
  }

  /** Starts a server. Its standard output goes to /dev/null. */
  function start(command: string[], options: Options = {}): Running {
    const child = begin(command, options, "quiet");
    let errors = "";
    child.stderr?.on("data", (chunk) => {
      errors = `${errors}${chunk}`.slice(-errorsKept);
    });
    child.on("error", (error) => {
      errors += error.message;
    });
    const exited = new Promise<string>((resolve) => child.on("close", () => resolve(errors)));
    return {
      pid: child.pid ?? 0,
      exited,
      async stop() {
        child.kill("SIGTERM");
        const killing = setTimeout(() => child.kill("SIGKILL"), stopGraceMs);
        await exited;
        clearTimeout(killing);
      },
    };
  }

  /** Runs a program to its end and returns what it printed. @throws when it fails, with its own words. */
  async function output(
    command: string[],
    { input = "", timeoutMs, ...options }: Options & { input?: string; timeoutMs: number },
  ): Promise<string> {
    const child = begin(command, options, "talk");
    let text = "";
    let errors = "";
    child.stdout?.on("data", (chunk) => {
      text += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      errors = `${errors}${chunk}`.slice(-errorsKept);
    });
    // A program that ends before it has read everything says so by its exit code.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    const late = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const [code] = await once(child, "close").finally(() => clearTimeout(late));
    if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${errors}`);
    return text;
  }

  return { start, output };
}

export type Processes = ReturnType<typeof createProcesses>;

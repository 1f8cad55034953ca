import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";

/**
 * Each child leads a process group of its own. So a Ctrl-C, which the terminal sends to every foreground process and npm
 * forwards as well, reaches it once, through `forwardSignals`, and all that it started can be ended with it. Windows has
 * no groups and would open a window.
 */
const hasGroups = process.platform !== "win32";

/** The terminal and npm send the same Ctrl-C within this time; a later one is a second Ctrl-C. */
const sameSignalMs = 500;

const parentCheckMs = 250;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** @type {{ signal: NodeJS.Signals, at: number } | null} */
let stop = null;

/** Thrown when a signal has ended the work. */
export class Stopped extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Stopped by ${signal}`);
    this.exitCode = exitCodeOf(signal);
  }
}

/** Forwards the first signal to the children, which may take their time to end; a second one kills them. */
export function forwardSignals() {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, forward);
  if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
}

/** @param {NodeJS.Signals} signal */
function forward(signal) {
  if (stop === null) {
    stop = { signal, at: Date.now() };
    for (const child of running) child.kill(signal);
    if (running.size === 0) process.exit(exitCodeOf(signal));
  } else if (Date.now() - stop.at > sameSignalMs) {
    for (const child of running) endGroup(child);
  }
}

/**
 * A SIGTERM to npm ends npm and its shell, which forwards nothing to this process. A SIGKILL ends npm alone, and its
 * shell gets another parent.
 */
function stopWithParent() {
  const parent = process.ppid;
  const npm = parentOfShell(parent);
  const checking = setInterval(() => {
    if (process.ppid === parent && parentOfShell(parent) === npm) return;
    clearInterval(checking);
    forward("SIGTERM");
  }, parentCheckMs);
  checking.unref();
}

/**
 * The parent of a shell; null for another program, and where the system has no /proc.
 *
 * @param {number} pid
 */
function parentOfShell(pid) {
  try {
    return /^\d+ \((?:sh|dash|bash|ash)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1] ?? null;
  } catch {
    return null;
  }
}

/**
 * Runs a program to its end without showing its output.
 *
 * @param {string[]} command program and arguments
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, onLine?: (line: string) => unknown }} options
 * @returns {Promise<{ code: number, output: string }>} exit code, and standard output and error in the order of arrival
 * @throws {Stopped} when a signal ended it
 */
export async function run(command, { cwd, env, onLine }) {
  let output = "";
  const child = begin(command, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
      const last = text.trimEnd().split("\n").at(-1);
      if (last !== undefined) onLine?.(last);
    });
  }
  const code = await ended(child, (message) => {
    output += message;
  });
  throwIfStopped();
  return { code, output };
}

/** @throws {Stopped} when a signal has asked this process to end */
export function throwIfStopped() {
  if (stop !== null) throw new Stopped(stop.signal);
}

/**
 * Runs a program that writes to the terminal itself.
 *
 * @param {string[]} command program and arguments
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, asks?: boolean }} options `asks`: it reads standard input
 * @returns {Promise<number>} its exit code, also where a signal asked it to end
 */
export function handOver(command, { cwd, env, asks = false }) {
  return ended(begin(command, { cwd, env, stdio: [asks ? "inherit" : "ignore", "inherit", "inherit"] }), (message) => {
    console.error(message);
  });
}

/**
 * Runs programs side by side until the first of them ends, then ends the others.
 *
 * @param {{ command: string[], cwd: string, env: NodeJS.ProcessEnv }[]} programs
 * @returns {Promise<number>} the exit code of the first that ended
 */
export async function sideBySide(programs) {
  const ends = programs.map(({ command, cwd, env }) => handOver(command, { cwd, env }));
  const code = await Promise.race(ends);
  for (const child of running) child.kill("SIGTERM");
  await Promise.all(ends);
  return code;
}

/**
 * @param {string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, stdio: import("node:child_process").StdioOptions }} options
 */
function begin([program = "", ...args], options) {
  throwIfStopped();
  const child = spawn(program, args, { ...options, detached: hasGroups });
  running.add(child);
  return child;
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {(message: string) => void} onFailure called with the reason why a program could not be started
 * @returns {Promise<number>}
 */
function ended(child, onFailure) {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      running.delete(child);
      onFailure(error.message);
      resolve(1);
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      endGroup(child);
      resolve(signal === null ? (code ?? 1) : exitCodeOf(signal));
    });
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function endGroup(child) {
  try {
    if (hasGroups && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // The group has already ended.
  }
}

/** @param {NodeJS.Signals} signal */
function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

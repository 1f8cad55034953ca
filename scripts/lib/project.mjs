import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout: the scripts work from any current directory. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Starts the service, whose TypeScript Node runs as it stands. */
export const serverMain = join(root, "apps", "api", "bin", "serve.mjs");

/**
 * For the server, whose calls are no slower for it: V8 keeps 8 MB of young objects before it looks which of them live,
 * and not its default of 16; it looks through the old ones from 64 MB on, and not from hundreds, which on a machine with
 * much memory is its first time; and again when they are half as many more. Left to itself it waits for up to four times
 * as many, by how busy the process happened to be.
 */
export const leanHeap = ["--max-semi-space-size=8", "--initial-old-space-size=64", "--heap-growing-percent=50"];

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

const manifest = readJson(join(root, "package.json"));

/** The versions of the toolchain. package.json is the one place that names them. */
export const pins = {
  /** @type {string} */
  node: manifest.devEngines.runtime.version,
  /** @type {string} */
  pnpm: manifest.packageManager.replace("pnpm@", ""),
};

/**
 * The script behind a command of an installed package. Node runs it on every platform; the links in
 * node_modules/.bin need a shell.
 *
 * @param {string} name of a package that `folder` depends on
 * @param {string} folder
 * @param {string} command
 */
export function binOf(name, folder = root, command = name) {
  const home = join(folder, "node_modules", name);
  const { bin } = readJson(join(home, "package.json"));
  return join(home, typeof bin === "string" ? bin : bin[command]);
}

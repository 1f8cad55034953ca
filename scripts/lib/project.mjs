import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the checkout. The scripts work from any current directory. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Starts the service. Node runs its TypeScript as it is. */
export const serverMain = join(root, "apps", "api", "bin", "serve.mjs");

/**
 * Options that make V8 collect garbage earlier in the server, which costs its calls no measurable time: young objects at
 * 8 MB instead of 16; old ones at 64 MB instead of hundreds on a machine with much memory, and again after growing by
 * half instead of up to four times.
 */
export const leanHeap = ["--max-semi-space-size=8", "--initial-old-space-size=64", "--heap-growing-percent=50"];

/** @param {string} file */
export const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

const manifest = readJson(join(root, "package.json"));

/** The versions of the toolchain, which only package.json names. */
export const pins = {
  /** @type {string} */
  node: manifest.devEngines.runtime.version,
  /** @type {string} */
  pnpm: manifest.packageManager.replace("pnpm@", ""),
};

/**
 * The script behind a command of an installed package. Node runs it on every platform; the links in node_modules/.bin
 * need a shell.
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

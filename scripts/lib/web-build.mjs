import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { explain } from "./problem.mjs";
import { run } from "./processes.mjs";
import { binOf, root } from "./project.mjs";
import { step } from "./steps.mjs";

const app = join(root, "apps", "web");

/** The built web app. */
export const webRoot = join(app, "dist");

/** Inside the build folder, so that a manual build, which empties the folder, removes it. */
const fingerprintFile = join(webRoot, ".inputs");

/** The files that a build depends on. The server contributes types only. */
const inputs = ["apps/web", "packages/client", "packages/contract", "pnpm-lock.yaml", "tsconfig.base.json"];

const ignored = /^(node_modules|dist|test)$|\.test\.tsx?$/;

/**
 * Builds the web app, unless the last build was made from the same files.
 *
 * @param {Pick<import("./toolchain.mjs").Toolchain, "node" | "env">} toolchain
 */
export function buildWeb({ node, env }) {
  return step(
    "Building the web app",
    async () => {
      const fingerprint = fingerprintOf(root, inputs);
      if (existsSync(fingerprintFile) && readFileSync(fingerprintFile, "utf8") === fingerprint) return "nothing new";
      const result = await run([node, binOf("vite", app), "build"], {
        cwd: app,
        env: { ...env, NODE_ENV: "production" },
      });
      if (result.code !== 0) throw explain("Building the web app", result);
      writeFileSync(fingerprintFile, fingerprint);
      return "done";
    },
    (ending) => ending,
  );
}

/**
 * A hash of the names and contents of files, without their times, which a clone or a switched branch changes.
 *
 * @param {string} folder
 * @param {string[]} paths files and folders inside it
 */
export function fingerprintOf(folder, paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of filesOf(join(folder, path))) {
      hash
        .update(`${relative(folder, file).split(sep).join("/")}\0`)
        .update(readFileSync(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => !ignored.test(name));
  return names.sort().flatMap((name) => filesOf(join(path, name)));
}

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

/** Inside the build, so that a build by hand, which empties the folder, takes it along. */
const fingerprintFile = join(webRoot, ".inputs");

/** What a build is made of. The server is in it as a type only. */
const inputs = ["apps/web", "packages/client", "packages/contract", "pnpm-lock.yaml", "tsconfig.base.json"];

const notBuilt = /^(node_modules|dist|test)$|\.test\.tsx?$/;

/**
 * Builds the web app, unless the last build was made of the same files.
 *
 * @param {import("./toolchain.mjs").Toolchain} toolchain
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
 * A hash over the names and contents of files. Times do not count: a fresh clone and a switched branch change them all.
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
  const names = readdirSync(path).filter((name) => !notBuilt.test(name));
  return names.sort().flatMap((name) => filesOf(join(path, name)));
}

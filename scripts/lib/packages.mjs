import { existsSync } from "node:fs";
import { join } from "node:path";
import { explain } from "./problem.mjs";
import { run } from "./processes.mjs";
import { root } from "./project.mjs";
import { step } from "./steps.mjs";

/** A package of those that only development needs. */
const developmentPackage = join(root, "node_modules", "vitest");

/** What pnpm begins a line with that says how far it is. */
const prefix = "Progress: ";

/**
 * Installs the packages in the lock file: those that build and run the service, or with `development` all of them. Where
 * all are installed already they stay, so that `npm start` does not remove what `npm test` needs.
 *
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @param {{ development?: boolean }} options
 */
export function installPackages({ pnpm, env }, { development = existsSync(developmentPackage) } = {}) {
  // NODE_ENV=production would leave out the development packages.
  const { NODE_ENV: _, ...rest } = env;
  return step(
    "Installing packages",
    async (progress) => {
      const result = await run(
        [
          ...pnpm,
          "install",
          ...(development ? [] : ["--prod"]),
          ...["--frozen-lockfile", "--prefer-offline", "--reporter=append-only"],
          // Reinstalls, without asking, in a checkout that was copied to another machine or home folder.
          "--config.confirmModulesPurge=false",
          ...["--fetch-retries=1", "--fetch-retry-mintimeout=2000"],
        ],
        { cwd: root, env: rest, onLine: (line) => line.startsWith(prefix) && progress(line.slice(prefix.length)) },
      );
      if (result.code !== 0) throw explain("Installing the packages", result);
      return result.output;
    },
    (output) => (output.includes("Already up to date") ? "nothing new" : "done"),
  );
}

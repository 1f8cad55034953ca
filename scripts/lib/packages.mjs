import { explain } from "./problem.mjs";
import { run } from "./processes.mjs";
import { root } from "./project.mjs";
import { step } from "./steps.mjs";

/** The packages that Level Up is measured beside: who runs it has no use for them. */
const bench = "@levelup/bench";

/**
 * Installs what the lock file names. pnpm sees in half a second that nothing has changed.
 *
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @param {{ withBench?: boolean }} options
 */
export function installPackages({ pnpm, env }, { withBench = false } = {}) {
  // With NODE_ENV=production pnpm would leave out what builds the web app.
  const { NODE_ENV: _, ...rest } = env;
  return step(
    "Installing packages",
    async (progress) => {
      const result = await run(
        [
          ...pnpm,
          "install",
          ...["--frozen-lockfile", "--prefer-offline", "--reporter=append-only", "--config.confirmModulesPurge=false"],
          ...["--fetch-retries=1", "--fetch-retry-mintimeout=2000"],
          ...(withBench ? [] : [`--filter=!${bench}`]),
        ],
        { cwd: root, env: rest, onLine: (line) => progress(line.replace(/^Progress: /, "")) },
      );
      if (result.code !== 0) throw explain("Installing the packages", result);
      return result.output;
    },
    (output) => (output.includes("Already up to date") ? "nothing new" : "done"),
  );
}

import { join } from "node:path";
import { installPackages } from "./lib/packages.mjs";
import { handOver } from "./lib/processes.mjs";
import { root } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";

const main = join(root, "packages/bench/main.ts");

/**
 * `npm run bench`: measures the service beside what else one could take. `npm run bench -- --help` says how.
 *
 * @param {string[]} args
 */
export async function bench(args) {
  const tools = await toolchain();
  await installPackages(tools, { withBench: true });
  return handOver([tools.node, "--disable-warning=ExperimentalWarning", main, ...args], { cwd: root, env: tools.env });
}

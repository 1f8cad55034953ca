import { installPackages } from "./lib/packages.mjs";
import { handOver } from "./lib/processes.mjs";
import { root } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";

/**
 * `npm run bench`, `npm run fix` and others: a script of the project or of a development package.
 *
 * @param {string[]} args the script and its arguments
 */
export async function node(args) {
  const tools = await toolchain();
  await installPackages(tools, { development: true });
  return handOver([tools.node, "--disable-warning=ExperimentalWarning", ...args], { cwd: root, env: tools.env });
}

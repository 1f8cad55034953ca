import { installPackages } from "./lib/packages.mjs";
import { handOver } from "./lib/processes.mjs";
import { leanHeap, root, serverMain } from "./lib/project.mjs";
import { toolchain } from "./lib/toolchain.mjs";
import { buildWeb, webRoot } from "./lib/web-build.mjs";

/** `npm start`: everything from a clean clone to the running service. The server prints when it is ready. */
export async function start() {
  const tools = await toolchain();
  await installPackages(tools);
  await buildWeb(tools);
  console.log("Starting the server …");
  return handOver([tools.node, "--disable-warning=ExperimentalWarning", ...leanHeap, serverMain], {
    cwd: root,
    env: { ...tools.env, WEB_ROOT: webRoot },
  });
}

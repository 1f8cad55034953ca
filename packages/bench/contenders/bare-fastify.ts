import { fileURLToPath } from "node:url";
import { freePort } from "../lib/free-port.ts";
import { ready } from "../lib/ready.ts";
import type { Contender } from "./contender.ts";
import { accountMe, prepareAccounts, startLevelUp } from "./level-up.ts";

const peer = fileURLToPath(new URL("../peers/bare-fastify.ts", import.meta.url));

/** On a database that Level Up has migrated and filled. */
export const bareFastify: Contender = {
  name: "bare Fastify with the same query",
  missing: () => null,
  async start(bench, { cores = null } = {}) {
    const [database, port] = [await bench.databases.create(), await freePort()];
    const levelUp = await startLevelUp(bench, database.url);
    const token = await prepareAccounts(levelUp.url, database);
    await levelUp.stop();

    const url = `http://127.0.0.1:${port}`;
    const command = [process.execPath, "--disable-warning=ExperimentalWarning", peer, String(port), database.url];
    const server = bench.processes.start(command, { cores });
    await ready(server, url);
    return {
      url,
      pid: server.pid,
      authenticatedCall: accountMe(token),
      logins: null,
      async stop() {
        await server.stop();
        await database.drop();
      },
    };
  },
};

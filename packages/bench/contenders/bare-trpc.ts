import { fileURLToPath } from "node:url";
import { freePort } from "../lib/free-port.ts";
import { ready } from "../lib/ready.ts";
import type { Contender } from "./contender.ts";

const peer = fileURLToPath(new URL("../peers/bare-trpc.ts", import.meta.url));

export const bareTrpc: Contender = {
  name: "bare tRPC, no login",
  missing: () => null,
  async start({ processes }, { cores = null } = {}) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const server = processes.start([process.execPath, "--disable-warning=ExperimentalWarning", peer, String(port)], {
      cores,
    });
    await ready(server, url);
    return {
      url,
      pid: server.pid,
      authenticatedCall: { method: "GET", path: "/trpc/account.me", headers: {} },
      logins: null,
      stop: server.stop,
    };
  },
};

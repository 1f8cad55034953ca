import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { FastifyInstance } from "fastify";
import { StartError } from "../start-error.ts";
import type { HttpSettings } from "./http.settings.ts";

/** How often to look for a port that is free on both loopbacks. */
const attempts = 20;

/**
 * Starts to listen. `localhost` means both loopbacks, whatever this machine resolves it to: real clients use
 * `localhost`, `127.0.0.1` and `[::1]` in one session. (Fastify listens where `localhost` resolves to, says nothing of a
 * port that another program has on the second address, and handles neither limits nor broken requests there.)
 *
 * @returns the URL to open.
 * @throws StartError when the port is taken or not allowed.
 */
export async function listen(
  http: FastifyInstance,
  { host, port }: Pick<HttpSettings, "host" | "port">,
): Promise<string> {
  try {
    if (host === "localhost") await listenOnLoopbacks(http, port);
    else await http.listen({ host, port });
    return `http://${host.includes(":") ? `[${host}]` : host}:${portOf(http.server)}`;
  } catch (error) {
    throw new StartError(
      `port ${port} on ${host} ${reasons.get(errorCode(error)) ?? "cannot be listened on"}.`,
      "Free it, or set PORT (and HOST) to something else, as in PORT=8001.",
      { cause: error },
    );
  }
}

/** Connections of `::1` go to the same HTTP server, so that its limits count them too. */
async function listenOnLoopbacks(http: FastifyInstance, port: number): Promise<void> {
  const ipv6 = createServer((socket) => http.server.emit("connection", socket));
  let closed: Promise<unknown> | undefined;
  http.addHook("preClose", async () => {
    if (!ipv6.listening) return;
    closed = once(ipv6, "close");
    ipv6.close();
  });
  // The HTTP server waits for its own connections only.
  http.addHook("onClose", async () => closed);

  await http.ready();
  for (let attempt = 1; ; attempt += 1) {
    const hasIpv6 = await listenOnIpv6(ipv6, port);
    try {
      await http.listen({ host: "127.0.0.1", port: hasIpv6 ? portOf(ipv6) : port });
      return;
    } catch (error) {
      if (hasIpv6) await new Promise((resolve) => ipv6.close(resolve));
      if (port !== 0 || errorCode(error) !== "EADDRINUSE" || attempt === attempts) throw error;
    }
  }
}

async function listenOnIpv6(server: Server, port: number): Promise<boolean> {
  try {
    await once(server.listen({ host: "::1", port }), "listening");
    return true;
  } catch (error) {
    if (withoutIpv6.has(errorCode(error))) return false;
    throw error;
  }
}

function portOf(server: Server): number {
  const bound = server.address();
  return bound === null || typeof bound === "string" ? 0 : bound.port;
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

const withoutIpv6 = new Set<unknown>(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

const reasons = new Map<unknown, string>([
  ["EADDRINUSE", "is in use by another program"],
  ["EACCES", "needs more rights than this user has"],
  ["EADDRNOTAVAIL", "is no address of this machine"],
  ["ENOTFOUND", "is no address of this machine"],
]);

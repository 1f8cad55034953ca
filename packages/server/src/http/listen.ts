import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { FastifyInstance } from "fastify";
import { StartError } from "../start-error.ts";
import type { HttpSettings } from "./http.settings.ts";

/**
 * Starts to listen. `localhost` means both loopbacks, whatever this machine resolves it to: real clients use
 * `localhost`, `127.0.0.1` and `[::1]` in one session.
 *
 * @returns the URL to open.
 * @throws StartError when the port is taken or may not be had.
 */
export async function listen(
  http: FastifyInstance,
  { host, port }: Pick<HttpSettings, "host" | "port">,
): Promise<string> {
  const listenOnIpv6Loopback = host === "localhost" ? prepareIpv6Loopback(http) : undefined;
  try {
    if (host !== "localhost") await http.listen({ host, port });
    else await http.listen({ host: "127.0.0.1", port: port === 0 ? await freeOnBothLoopbacks() : port });
    const actual = portOf(http.server);
    await listenOnIpv6Loopback?.(actual);
    return `http://${host.includes(":") ? `[${host}]` : host}:${actual}`;
  } catch (error) {
    throw new StartError(
      `port ${port} on ${host} ${reasons.get(errorCode(error)) ?? "cannot be listened on"}.`,
      "Free it, or set PORT (and HOST) to something else, as in PORT=8001.",
      { cause: error },
    );
  }
}

/** Hands the connections of `::1` to the same HTTP server, so that its limits count them too. */
function prepareIpv6Loopback(http: FastifyInstance): (port: number) => Promise<void> {
  const loopback = createServer((socket) => http.server.emit("connection", socket));
  loopback.maxConnections = http.server.maxConnections;
  let closed: Promise<unknown> | undefined;
  http.addHook("preClose", async () => {
    if (!loopback.listening) return;
    closed = once(loopback, "close");
    loopback.close();
  });
  // The HTTP server waits for its own connections only.
  http.addHook("onClose", async () => closed);

  return async (port) => {
    try {
      await once(loopback.listen({ host: "::1", port }), "listening");
    } catch (error) {
      if (withoutIpv6.has(errorCode(error))) return;
      await http.close();
      throw error;
    }
  };
}

const attempts = 20;

/** Any free port. What the system picks for `127.0.0.1` may be in use on `::1`, be it by a client's connection. */
async function freeOnBothLoopbacks(): Promise<number> {
  let taken: unknown;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [ipv4, ipv6] = [createServer(), createServer()];
    try {
      await once(ipv4.listen({ host: "127.0.0.1", port: 0 }), "listening");
      const port = portOf(ipv4);
      await once(ipv6.listen({ host: "::1", port }), "listening").catch((error) => {
        if (!withoutIpv6.has(errorCode(error))) throw error;
      });
      return port;
    } catch (error) {
      taken = error;
    } finally {
      ipv4.close();
      ipv6.close();
    }
  }
  throw taken;
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

/** Whether only this machine can reach an address that is listened on. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import ipaddr from "ipaddr.js";
import { LevelUpError } from "../errors.ts";
import { type IsTrusted, readAddress } from "./client-address.ts";

/** Connections beyond the limits that are kept for probes; the oldest makes room for the next. */
const probeConnections = 16;

/**
 * Limits open connections, in all and for each client address; those of trusted proxies count in all only. Beyond a
 * limit a connection may ask the probes (`/healthz`, `/readyz`), so that a flood never makes the service look dead.
 */
export function limitConnections(
  fastify: FastifyInstance,
  limits: { maxConnections: number; maxConnectionsPerAddress: number },
  isTrusted: IsTrusted,
): void {
  const openByClient = new Map<string, number>();
  const forProbes = new Set<Socket>();
  let open = 0;

  fastify.server.on("connection", (socket) => {
    const client = isTrusted(socket.remoteAddress) ? null : clientNetwork(socket.remoteAddress);
    const ofClient = client === null ? 0 : (openByClient.get(client) ?? 0);
    if (open >= limits.maxConnections || ofClient >= limits.maxConnectionsPerAddress) return keepForProbe(socket);
    open += 1;
    if (client !== null) openByClient.set(client, ofClient + 1);
    socket.once("close", () => {
      open -= 1;
      if (client === null) return;
      const left = (openByClient.get(client) ?? 1) - 1;
      if (left === 0) openByClient.delete(client);
      else openByClient.set(client, left);
    });
  });

  function keepForProbe(socket: Socket): void {
    forProbes.add(socket);
    socket.once("close", () => forProbes.delete(socket));
    const [oldest] = forProbes;
    if (forProbes.size > probeConnections) oldest?.destroy();
  }

  fastify.addHook("onRequest", (request, reply, done) => {
    if (!forProbes.has(request.socket)) return done();
    reply.header("connection", "close");
    if (request.routeOptions.config.isProbe === true) done();
    else done(new LevelUpError("OVERLOADED", { retryAfterSeconds: 1 }));
  });
}

/** What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, as one home gets (RFC 6177). */
function clientNetwork(remoteAddress: string | undefined): string {
  const address = readAddress(remoteAddress) ?? "";
  return address.includes(":") ? ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString() : address;
}

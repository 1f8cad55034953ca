import { isIP, isIPv4, isIPv6 } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import ipaddr from "ipaddr.js";
import type { RequestInfo } from "../request-info.ts";

/** All clients together that left before their address was read (RFC 1122, 3.2.1.3). */
const unknownAddress = "0.0.0.0";

/** The prefix that stands before an IPv4 address in IPv6 (RFC 4291, 2.5.5.2). */
const mappedBits = 96;

/** `address`, `"address"`, `address:port`, `[address]` and `[address]:port`, as proxies write them. */
const hopForms = /^"?(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+|([^"]*))"?$/;

/** An address in one spelling, without port, brackets, quotes and zone, and IPv4 where it is IPv4; null for anything else. */
export function readAddress(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (isIPv4(text)) return text;
  const [, bracketed, withPort, bare = ""] = hopForms.exec(text) ?? [];
  const [address = ""] = (bracketed ?? withPort ?? bare).split("%");
  return isIP(address) === 0 ? null : ipaddr.process(address).toString();
}

/** Whether an address is one of the proxies in `TRUST_PROXY`: addresses and CIDR ranges. */
export type IsTrusted = (address: string | undefined) => boolean;

/** A function for Fastify's `trustProxy`, because its own lists know no hops with ports. */
export function trustedProxies(networks: readonly string[]): IsTrusted {
  const trusted = networks.map(readNetwork);
  return (text) => {
    const address = readAddress(text);
    return address !== null && ipaddr.subnetMatch(ipaddr.parse(address), { trusted }, "other") === "trusted";
  };
}

function readNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const [address, bits] = ipaddr.parseCIDR(text.includes("/") ? text : `${text}/${isIPv6(text) ? 128 : 32}`);
  if (address instanceof ipaddr.IPv4 || !address.isIPv4MappedAddress() || bits < mappedBits) return [address, bits];
  return [address.toIPv4Address(), bits - mappedBits];
}

/**
 * The client's address: the socket's, or behind trusted proxies the rightmost hop of X-Forwarded-For that is none of
 * them. Fastify finds that hop; one that is no address was made up before the last proxy, whose address then counts.
 */
export function clientAddress({
  ip,
  ips,
}: {
  ip: string | undefined;
  ips?: (string | undefined)[] | undefined;
}): string {
  const hops = ips ?? [ip];
  return hops.map(readAddress).findLast((address) => address !== null) ?? unknownAddress;
}

/** Where a request comes from, for the audit and the limits. */
export function requestInfo(request: FastifyRequest): RequestInfo {
  return {
    requestId: request.id,
    address: clientAddress(request),
    userAgent: request.headers["user-agent"] ?? null,
  };
}

const longestHop = 100;

/** Warns the operator, once each, of a proxy that makes all its clients share the limits of one address. */
export function warnAboutProxies(fastify: FastifyInstance, isTrusted: IsTrusted): void {
  const warned = new Set<string>();

  fastify.addHook("onRequest", (request, _reply, done) => {
    if (request.headers["x-forwarded-for"] === undefined) return done();
    const hop = request.ips?.at(-1);
    if (!isTrusted(request.socket.remoteAddress)) {
      warnOnce(request, "X-Forwarded-For is ignored: if this peer is your proxy, name it in TRUST_PROXY", {});
    } else if (readAddress(hop) === null) {
      warnOnce(request, "X-Forwarded-For names no address: this peer's clients share its limits", {
        hop: hop?.slice(0, longestHop),
      });
    }
    done();
  });

  function warnOnce({ log, socket }: FastifyRequest, message: string, details: object): void {
    if (warned.has(message)) return;
    warned.add(message);
    log.warn({ peer: readAddress(socket.remoteAddress), ...details }, message);
  }
}

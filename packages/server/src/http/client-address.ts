import { BlockList, isIP, isIPv6 } from "node:net";
import type { FastifyInstance } from "fastify";
import { plainAddress } from "../throttle/address-bucket.ts";

/** Whether an address is one of the proxies in `TRUST_PROXY`: addresses and CIDR ranges. */
export function trustedProxies(networks: string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (text = "") => {
    const address = plainAddress(text);
    return isIP(address) !== 0 && list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  };
}

/** Tells the operator, once, of a proxy that nobody told us of: all its clients share the counters of one address. */
export function warnAboutUntrustedProxy(fastify: FastifyInstance): void {
  let told = false;
  fastify.addHook("onRequest", (request, _reply, done) => {
    if (told || request.headers["x-forwarded-for"] === undefined) return done();
    told = true;
    request.log.warn(
      { peer: request.ip },
      "X-Forwarded-For is ignored: if this peer is your proxy, name it in TRUST_PROXY",
    );
    done();
  });
}

/** All clients together that left before they could be asked for their address (RFC 1122, 3.2.1.3). */
const unknownAddress = "0.0.0.0";

/**
 * The client's address: the socket's, or behind trusted proxies the rightmost hop of X-Forwarded-For that is none of
 * them. Fastify finds that hop; one that is no address was made up before the last proxy, which then is who we know.
 */
export function clientAddress({
  ip,
  ips,
}: {
  ip: string | undefined;
  ips?: (string | undefined)[] | undefined;
}): string {
  const hops = ips ?? [ip];
  return plainAddress(hops.findLast((hop = "") => isIP(hop) !== 0) ?? ip ?? unknownAddress);
}

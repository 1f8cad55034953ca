import { BlockList, isIP, isIPv6 } from "node:net";
import type { FastifyRequest } from "fastify";
import { plainAddress } from "../throttle/address-bucket.ts";

/** Whether an address is one of the proxies in `TRUST_PROXY`: addresses and CIDR ranges. */
export function trustedProxies(networks: string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (text) => {
    const address = plainAddress(text);
    return isIP(address) !== 0 && list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  };
}

/**
 * The client's address: the socket's, or behind trusted proxies the rightmost hop of X-Forwarded-For that is none of
 * them. Fastify finds that hop; one that is no address was made up before the last proxy, which then is who we know.
 */
export function clientAddress(request: FastifyRequest): string {
  const hops = request.ips ?? [request.ip];
  return plainAddress(hops.findLast((hop) => isIP(hop) !== 0) ?? request.ip);
}

import { isIPv6 } from "node:net";

/**
 * What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, since that much is handed to every home
 * (RFC 6177). An IPv4 address in IPv6 spelling (`::ffff:192.0.2.1`, RFC 4291, 2.5.5.2) is the IPv4 address.
 */
export function addressBucket(address: string): string {
  const plain = plainAddress(address);
  return isIPv6(plain) ? `${groups(plain).slice(0, 4).join(":")}::/64` : plain;
}

/** An address in one spelling: without a zone, and IPv4 wherever it is IPv4. */
function plainAddress(address: string): string {
  const [unzoned = ""] = address.split("%");
  if (!isIPv6(unzoned)) return unzoned;
  const [high = "", low = "", ...network] = groups(unzoned).reverse();
  return network.join(":") === "ffff:0:0:0:0:0" ? [...bytes(low), ...bytes(high)].join(".") : unzoned.toLowerCase();
}

/** The eight groups of an IPv6 address, in hex. The URL parser brings every spelling to one. */
function groups(address: string): string[] {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => "0"), ...after];
}

function bytes(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}

import { isIPv6 } from "node:net";

/**
 * The networks that an address counts in, the smallest first: itself for IPv4; for IPv6 its /64, /56 and /48, since one
 * client may use all addresses of any of them. An IPv4 address in IPv6 spelling (`::ffff:192.0.2.1`, RFC 4291, 2.5.5.2)
 * is the IPv4 address.
 */
export function networksOf(address: string): string[] {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return [plain];
  const all = groups(plain);
  const first = (count: number) => all.slice(0, count).join(":");
  const fourth = Number.parseInt(all[3] ?? "0", 16);
  return [`${first(4)}::/64`, `${first(3)}:${(fourth & 0xff00).toString(16)}::/56`, `${first(3)}::/48`];
}

/** The largest network that one client may have all addresses of. */
export function widestNetworkOf(address: string): string {
  return networksOf(address).at(-1) ?? address;
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

import { usernameKey } from "@levelup/contract/rules";
import type { HashParty } from "../passwords/hash-queue.ts";
import { widestNetworkOf } from "./address-bucket.ts";

/** With whom a call shares its part of the hash queue. */
export function hashParty({
  username = null,
  address,
  isKnown = false,
}: {
  username?: string | null;
  address: string | null;
  isKnown?: boolean;
}): HashParty {
  return {
    account: username === null ? null : usernameKey(username),
    network: address === null ? null : widestNetworkOf(address),
    isKnown,
  };
}

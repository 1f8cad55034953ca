import type { TokenStorage } from "./storage.ts";
import { originOf, parseUrl } from "./url.ts";

/** A part of a storage for one server: what is stored for one server is never sent to another. */
export function serverStorage(storage: TokenStorage, url: string): TokenStorage {
  const suffix = keySuffix(url);
  return {
    get: (key) => storage.get(key + suffix),
    set: (key, value) => storage.set(key + suffix, value),
    remove: (key) => storage.remove(key + suffix),
  };
}

/** The address of the server in the characters that every storage accepts; expo-secure-store takes no others. */
function keySuffix(url: string): string {
  const hex = (character: string) => `_${character.charCodeAt(0).toString(16)}`;
  return `_${address(url).replace(/[^A-Za-z0-9.-]/g, hex)}`;
}

/** Origin and path of a URL, so that other spellings of it name the same server. */
function address(url: string): string {
  try {
    return originOf(url) + parseUrl(url).pathname.replace(/\/$/, "");
  } catch {
    // A relative URL outside a page, or React Native, whose URL is incomplete.
    return url;
  }
}

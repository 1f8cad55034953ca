import { platform } from "./platform.ts";

/** Parses a URL; a relative one is of the page, if there is one, or of `base`. */
export function parseUrl(url: string, base = platform.location?.href) {
  return new platform.URL(url, base);
}

/** Scheme, host and port. `URL.origin` is "null" for all but the web's schemes. */
export function originOf(url: string): string {
  const { protocol, host } = parseUrl(url);
  return `${protocol}//${host}`;
}

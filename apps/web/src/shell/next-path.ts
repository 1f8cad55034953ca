const home = "/";
/** Going back to one of these after a login would be a loop. */
const signedOutPages = new Set(["/login", "/register", "/logout"]);

/**
 * Where to go after a login: `next` if it is a path of this origin, otherwise home.
 *
 * @param origin of this page, such as `https://levelup.example`
 */
export function safeNext(next: string | null, origin: string): string {
  if (next === null || !next.startsWith("/") || !URL.canParse(next, origin)) return home;
  const url = new URL(next, origin);
  // The path of `/.//evil.example` is `//evil.example`, which a browser takes for another host.
  if (url.origin !== origin || url.pathname.startsWith("//") || signedOutPages.has(url.pathname)) return home;
  return url.pathname + url.search + url.hash;
}

/** The login page, with `next` set to the given place. */
export function loginPath(place: { pathname: string; search: string; hash: string }): string {
  const next = place.pathname + place.search + place.hash;
  return next === home ? "/login" : `/login?next=${encodeURIComponent(next)}`;
}

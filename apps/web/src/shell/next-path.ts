const home = "/";
/** Pages for those who are signed out: going back to one after a login would go round in circles. */
const doors = new Set(["/login", "/register", "/logout"]);

/**
 * Where to go after a login: `next` if it is a path of this origin, or else home.
 *
 * @param origin of this page, such as `https://levelup.example`
 */
export function safeNext(next: string | null, origin: string): string {
  if (next === null || !next.startsWith("/") || !URL.canParse(next, origin)) return home;
  const url = new URL(next, origin);
  // `/.//evil.example` has this origin and yet leads to another one, because its path begins with two slashes.
  if (url.origin !== origin || url.pathname.startsWith("//") || doors.has(url.pathname)) return home;
  return url.pathname + url.search + url.hash;
}

/** The login page that leads back to a place afterwards. */
export function loginPath(place: { pathname: string; search: string; hash: string }): string {
  const next = place.pathname + place.search + place.hash;
  return next === home ? "/login" : `/login?next=${encodeURIComponent(next)}`;
}

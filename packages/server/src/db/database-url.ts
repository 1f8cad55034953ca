/** What a PostgreSQL URL leads to, without its password. */
export type DatabaseAddress = { host: string; user: string; database: string };

const shape = "must look like postgres://user:password@host:5432/database";
const escapes = "must name one host, with : / ? # @ % in a password written as %3A %2F %3F %23 %40 %25";

/** What is wrong with a PostgreSQL URL, without repeating any of it; null when nothing is. */
export function databaseUrlProblem(text: string): string | null {
  if (!/^postgres(ql)?:\/\//.test(text)) return shape;
  const address = readDatabaseUrl(text);
  if (address === null) return escapes;
  return address.database === "" ? shape : null;
}

/** Null when it cannot be read, or when an unescaped character of a password has cut it in the wrong place. */
export function readDatabaseUrl(text: string): DatabaseAddress | null {
  // A URL that leads to a socket may have a user and no host, which only PostgreSQL's own parsers take.
  const url = URL.parse(text.replace("@/", "@localhost/"));
  if (url === null || url.hash !== "" || url.pathname.includes("@")) return null;
  try {
    const [user, database] = [url.username, url.pathname.slice(1)].map(decodeURIComponent);
    decodeURIComponent(url.password);
    // As in `pg`, the query goes first.
    const { searchParams } = url;
    const host = searchParams.get("host") ?? (url.host || "localhost");
    if (host.includes(",")) return null;
    return { host, user: searchParams.get("user") ?? user ?? "", database: database ?? "" };
  } catch {
    return null;
  }
}

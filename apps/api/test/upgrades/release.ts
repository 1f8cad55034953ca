import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

const releaseSchema = z.object({
  /** The version whose code made the database. */
  version: z.string(),
  /** The last migration that it has. */
  migration: z.string(),
  /** Registered with that version, and logged in twice. */
  gamer: z.object({ username: z.string(), password: z.string(), tokens: z.array(z.string()), deviceId: z.string() }),
  /** Imported from Django, and not logged in since. */
  imported: z.object({ username: z.string(), password: z.string(), tokens: z.array(z.string()) }),
  /** How many rows of each table there are. */
  rows: z.record(z.string(), z.number()),
});

/** The first line of a release's file. */
export type Release = z.infer<typeof releaseSchema>;

const folder = new URL("./", import.meta.url);

/** The databases of all releases, each with the SQL that makes it. */
export function readReleases(): (Release & { sql: string })[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  return files.map((file) => {
    const sql = readFileSync(new URL(file, folder), "utf8");
    const [first = ""] = sql.split("\n");
    return { ...releaseSchema.parse(JSON.parse(first.replace(/^-- /, ""))), sql };
  });
}

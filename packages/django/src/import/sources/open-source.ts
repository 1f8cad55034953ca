import { open } from "node:fs/promises";
import { StartError } from "@levelup/server";
import type { DjangoNames, DjangoSource } from "../source.ts";
import { openFixtureSource } from "./fixture-source.ts";
import { openPostgresSource } from "./postgres-source.ts";
import { openSqliteSource } from "./sqlite-source.ts";

/**
 * Opens what the command line names: one `postgres://` URL, one SQLite file, or fixture files.
 *
 * @throws StartError when it is none of these or cannot be read.
 */
export async function openDjangoSource(sources: readonly string[], names: DjangoNames): Promise<DjangoSource> {
  for (const source of sources) {
    if (/^\w+:\/\//.test(source) && !isPostgresUrl(source)) {
      throw new StartError(
        "the only URL that can be imported is a postgres:// one.",
        "From MySQL and others, dump fixtures by `python -X utf8 manage.py dumpdata -o dump.json` and name the file.",
      );
    }
  }
  const [first = ""] = sources;
  if (isPostgresUrl(first) && sources.length === 1) return openPostgresSource(first, names);
  if (!isPostgresUrl(first) && sources.length === 1 && (await isSqlite(first))) return openSqliteSource(first, names);
  for (const source of sources) {
    if (isPostgresUrl(source) || (await isSqlite(source))) {
      throw new StartError("a database comes alone.", "Name one database, or one or more fixture files.");
    }
  }
  return openFixtureSource(sources, names);
}

function isPostgresUrl(source: string): boolean {
  return /^postgres(ql)?:\/\//.test(source);
}

/** https://sqlite.org/fileformat.html#magic_header_string */
const sqliteMagic = "SQLite format 3\0";

async function isSqlite(file: string): Promise<boolean> {
  try {
    await using handle = await open(file);
    const { buffer } = await handle.read(Buffer.alloc(sqliteMagic.length), 0, sqliteMagic.length, 0);
    return buffer.toString("latin1") === sqliteMagic;
  } catch (error) {
    throw new StartError(`${file} cannot be read.`, "Check its name and its permissions.", { cause: error });
  }
}

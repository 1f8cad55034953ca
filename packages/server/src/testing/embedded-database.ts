import { readFile } from "node:fs/promises";
import type { PGlite } from "@electric-sql/pglite";
import { createPglite } from "../db/pglite.ts";
import { digestSchema, digestTemplate, emptyTables } from "./reusable-database.ts";

/** An embedded database in memory that can be used by one test after the other. */
export type Embedded = {
  pglite: PGlite;
  /** Empties all tables. Closes the database and returns false if that does not make it what it was. */
  empty(): Promise<boolean>;
};

/** Opens the database in an archive that PGlite has dumped. */
export async function openEmbedded(archive: URL): Promise<Embedded> {
  const pgliteTemplate = new Blob([await readFile(archive)]);
  const settings = { url: null, folder: null, poolSize: 1, connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };
  const pglite = await createPglite({ ...settings, pgliteTemplate });
  const query = (sql: string) => pglite.query(sql);
  const digest = await digestTemplate(query);

  return {
    pglite,
    async empty() {
      try {
        if ((await digestSchema(query)) === digest) {
          await pglite.exec("discard all");
          await emptyTables(query);
          return true;
        }
      } catch {
        // A test left a transaction open, or a table away.
      }
      await pglite.close();
      return false;
    },
  };
}

import { readSettings } from "@levelup/server";
import { defineConfig } from "@mikro-orm/postgresql";
import { composition } from "./composition.ts";

/** For MikroORM's own command line: the database in DATABASE_URL. */
export default defineConfig({
  entities: [...composition.entities],
  migrations: { migrationsList: [...composition.migrations], tableName: "migrations", snapshot: false },
  clientUrl: readSettings(process.env).database.url?.reveal() ?? "",
});

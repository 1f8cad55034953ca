import { ormOptions, readSettings, StartError } from "@levelup/server";
import { defineConfig } from "@mikro-orm/postgresql";
import { composition } from "./composition.ts";

const { url } = readSettings(process.env).database;
if (url === null) throw new StartError("MikroORM's own command line works on PostgreSQL.", "Set DATABASE_URL.");

/** For MikroORM's own command line, such as `mikro-orm schema:update --dump`: the service's entities and migrations. */
export default defineConfig({ ...ormOptions(composition), clientUrl: url.reveal() });

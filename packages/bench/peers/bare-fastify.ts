/**
 * The limit: a bare Fastify route that answers `account.me` by the same prepared query. It checks nothing besides, logs
 * nothing, and sends the columns as they come.
 */
import { createHash } from "node:crypto";
import { accountEntities, openDatabase, readSettings, User } from "@levelup/server";
import Fastify from "fastify";
import pg from "pg";
import { entityColumns } from "../../server/src/db/entity-columns.ts";
import { tokenQuery } from "../../server/src/tokens/verify-token.ts";

const [port = "", connectionString = ""] = process.argv.slice(2);

const { database: settings } = readSettings({ DATABASE_URL: connectionString });
const database = await openDatabase(settings, { entities: accountEntities, migrations: [] });
const columns = entityColumns(database.orm, User, "u", ["usernameKey", "passwordHash", "devices"]);
await database.close();

const query = { name: "token", text: tokenQuery(columns.sql) };
const pool = new pg.Pool({ connectionString, max: 10 });

const fastify = Fastify();
fastify.get("/trpc/account.me", async (request, reply) => {
  const token = request.headers.authorization?.slice("Bearer ".length) ?? "";
  const digest = createHash("sha256").update(token).digest("hex");
  const { rows } = await pool.query({ ...query, values: [digest] });
  if (rows.length === 0) return reply.code(401).send();
  return { result: { data: rows[0] } };
});
await fastify.listen({ host: "127.0.0.1", port: Number(port) });

/** better-auth with its username and bearer plugins on PostgreSQL, hashing as Level Up does. */
import { createServer } from "node:http";
import bcrypt from "bcrypt";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { bearer, username } from "better-auth/plugins";
import pg from "pg";

const [port = "", connectionString = ""] = process.argv.slice(2);
const bcryptCost = 12;

const options = {
  baseURL: `http://127.0.0.1:${port}`,
  // Of a server that lives for minutes on the loopback.
  secret: "bench-bench-bench-bench-bench-bench",
  database: new pg.Pool({ connectionString, max: 10 }),
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password: string) => bcrypt.hash(password, bcryptCost),
      verify: ({ hash, password }: { hash: string; password: string }) => bcrypt.compare(password, hash),
    },
  },
  plugins: [username(), bearer()],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
createServer(toNodeHandler(betterAuth(options))).listen(Number(port), "127.0.0.1");

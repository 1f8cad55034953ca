import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "@levelup/server";
import { freePort, listening } from "./ports.ts";
import { giveToDatabase } from "./postgres-cluster.ts";
import { databaseUser, deployFile, programPath, startProgram } from "./programs.ts";
import { openDatabase } from "./test-app.ts";

/** An empty database of a role of its own, and a pgbouncer before it that lends connections by the transaction. */
export type PooledDatabase = AsyncDisposable & {
  /** Through pgbouncer, as the role that a server would use. */
  url: string;
  /** Past it, as the administrator. */
  sql<Row>(statement: string): Promise<Row[]>;
  /** How many connections to PostgreSQL pgbouncer lends. */
  connections: number;
};

/** Few, so that each is lent to everybody. */
const connections = 3;

/** @param settings of the role, as `alter role … set …` takes them. */
export async function pooledDatabase(settings: Record<string, string> = {}): Promise<PooledDatabase> {
  await using building = new AsyncDisposableStack();
  const postgres = new URL(process.env.TEST_DATABASE_URL ?? "");
  const name = `levelup_pooled_${randomBytes(6).toString("hex")}`;
  const password = randomBytes(12).toString("hex");
  const admin = building.adopt(await connect(postgres.href), (database) => database.close());
  const run = (statement: string) => admin.fork().execute(statement);
  await run(`create role ${name} login password '${password}'`);
  building.defer(async () => void (await run(`drop role ${name}`)));
  for (const [setting, value] of Object.entries(settings)) await run(`alter role ${name} set ${setting} = '${value}'`);
  await run(`create database ${name} owner ${name}`);
  building.defer(async () => void (await run(`drop database ${name} with (force)`)));

  const folder = await mkdtemp(join(tmpdir(), "levelup-pgbouncer-"));
  building.defer(() => rm(folder, { recursive: true, force: true }));
  const [users, file, port] = [join(folder, "userlist.txt"), join(folder, "pgbouncer.ini"), await freePort()];
  await writeFile(users, `"${name}" "${password}"\n`);
  await writeFile(
    file,
    await deployFile("pgbouncer.ini", {
      "levelup = host=10.0.0.21 port=5432 dbname=levelup": `${name} = host=${postgres.hostname} port=${postgres.port || 5432}`,
      "listen_addr = 10.0.0.20": "listen_addr = 127.0.0.1",
      "listen_port = 6432": `listen_port = ${port}\nunix_socket_dir =`,
      "/etc/pgbouncer/userlist.txt": users,
      "default_pool_size = 20": `default_pool_size = ${connections}`,
    }),
  );
  for (const path of [folder, users, file]) await giveToDatabase(path);
  building.use(
    await startProgram(programPath("PGBOUNCER_PATH"), [file], { as: databaseUser, ready: () => listening(port) }),
  );

  const direct = new URL(postgres);
  direct.pathname = `/${name}`;
  const inside = building.adopt(await connect(direct.href), (database) => database.close());
  const owned = building.move();
  return {
    url: `postgres://${name}:${password}@127.0.0.1:${port}/${name}`,
    connections,
    sql: <Row>(statement: string) => inside.fork().execute(statement) as Promise<Row[]>,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function connect(url: string) {
  const timeouts = { connectTimeoutMs: 10_000, statementTimeoutMs: 30_000 };
  return openDatabase({ url: createSecret(url), folder: null, poolSize: 2, ...timeouts });
}

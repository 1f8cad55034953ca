import { MikroORM } from "@mikro-orm/postgresql";
import { type ClientBase, Pool } from "pg";
import type { Secret } from "../settings/secret.ts";
import { StartError } from "../start-error.ts";
import { BoundPostgreSqlDriver } from "./bound-postgresql-driver.ts";
import { describeConnectionFailure } from "./connection-failure.ts";
import type { DatabaseSettings } from "./database.settings.ts";
import type { Database } from "./database.ts";
import { readDatabaseUrl } from "./database-url.ts";
import { ormOptions } from "./orm-options.ts";
import { releaseBrokenConnections } from "./postgres-pool.ts";
import { createSockets } from "./postgres-sockets.ts";
import { createPreparer } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { transactional } from "./transactional.ts";

/** How much longer than a statement may take its answer may be on the way. */
const networkGraceMs = 1000;

/** `pg`'s own default for the time that an unused connection is kept. */
const idleMs = 10_000;

/** Connections for the check of tokens. Checks of one event-loop turn are one query, so that both are rarely in use. */
const urgentConnections = 2;

/** Opens a PostgreSQL with a pool of connections. No call waits for one, or for an answer, for ever. */
export async function openPostgres(settings: DatabaseSettings, secretUrl: Secret, schema: Schema): Promise<Database> {
  const url = secretUrl.reveal();
  const { statementTimeoutMs } = settings;
  const sockets = createSockets(statementTimeoutMs + networkGraceMs);
  // An unused connection is closed before its silence counts as a fault.
  const idleTimeoutMillis = Math.min(idleMs, statementTimeoutMs);
  const connection = {
    connectionString: url,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    application_name: "levelup",
    stream: sockets.open,
    // Not as parameters of the connection's start: pgbouncer refuses those.
    onConnect: (client: ClientBase) => client.query(sessionSettings(statementTimeoutMs)),
  };
  const orm = await MikroORM.init({
    ...ormOptions(schema),
    driver: BoundPostgreSqlDriver,
    // The pool takes the whole URL, of which MikroORM reads a part.
    dbName: readDatabaseUrl(url)?.database ?? "",
    pool: { min: 0, max: settings.poolSize, idleTimeoutMillis },
    driverOptions: { ...connection, onPoolCreated: releaseBrokenConnections },
  });
  try {
    await orm.em.fork().execute("select 1");
  } catch (error) {
    await orm.close(true);
    throw new StartError(...describeConnectionFailure(error, url));
  }
  const pool = await orm.em.getConnection().getNativeClient();
  const urgent = new Pool({ ...connection, max: urgentConnections, idleTimeoutMillis });
  // Without a listener an error would end the process; the queries under way fail anyway.
  urgent.on("error", () => {});
  const fork = () => orm.em.fork();
  const pools = [pool, urgent];
  const sum = (count: (pool: Pool) => number) => pools.reduce((total, one) => total + count(one), 0);
  return {
    engine: "postgresql",
    orm,
    migrations: schema.migrations,
    dump: null,
    fork,
    transactional: (work) => transactional(fork, work),
    prepare: createPreparer(pool),
    prepareUrgent: createPreparer(urgent),
    patiently: sockets.patiently,
    pool: () => ({
      used: sum(({ totalCount, idleCount }) => totalCount - idleCount),
      idle: sum(({ idleCount }) => idleCount),
      waiting: sum(({ waitingCount }) => waitingCount),
    }),
    async close() {
      await Promise.all([urgent.end(), orm.close(true)]);
    },
  };
}

/** What the code relies on, whatever the role or the database has set. */
function sessionSettings(statementTimeoutMs: number): string {
  return `
    set statement_timeout = ${statementTimeoutMs};
    set idle_in_transaction_session_timeout = ${statementTimeoutMs};
    set lock_timeout = 0;
    set default_transaction_isolation = 'read committed';
    set datestyle = 'ISO';
    set timezone = 'UTC';
    set extra_float_digits = 1`;
}

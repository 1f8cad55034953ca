import { Socket } from "node:net";
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
import { createPreparer } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { transactional } from "./transactional.ts";

/** The server ends a statement that takes too long; this much later nobody can still be on the way to say so. */
const networkGraceMs = 1000;

/** `pg`'s own default for the time that an unused connection is kept. */
const idleMs = 10_000;

/** Connections for the check of tokens. Checks of one moment are one query, so that these are hardly ever both in use. */
const urgentConnections = 2;

/** Opens a PostgreSQL with a pool of connections, none of which can keep a call waiting for ever. */
export async function openPostgres(settings: DatabaseSettings, secretUrl: Secret, schema: Schema): Promise<Database> {
  const url = secretUrl.reveal();
  const { statementTimeoutMs } = settings;
  const sockets = createSockets(statementTimeoutMs + networkGraceMs);
  // A connection that rests in a pool goes before its silence counts as a fault.
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
  // The queries that were under way fail by themselves.
  urgent.on("error", () => {});
  const fork = () => orm.em.fork();
  const pools = [pool, urgent];
  const sum = (count: (pool: Pool) => number) => pools.reduce((total, one) => total + count(one), 0);
  return {
    engine: "postgresql",
    orm,
    migrations: schema.migrations,
    pglite: null,
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

/** What the code relies on, whatever a role or a database has set. Of two connections none may answer otherwise. */
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

/**
 * Sockets that break when nothing has come or gone for a while. The server's own statement timeout is of no use when
 * its answer does not arrive, and TCP notices a peer that went silent after many minutes. (`pg`'s `query_timeout` gives
 * up the query but keeps the connection: whoever gets it next waits behind the one that hangs.)
 */
function createSockets(silenceMs: number) {
  let patient = 0;

  function open(): Socket {
    const socket = new Socket();
    socket.setTimeout(silenceMs, () => {
      if (patient > 0) return;
      socket.destroy(Object.assign(new Error("the database has gone silent"), { code: "ETIMEDOUT" }));
    });
    return socket;
  }

  async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    patient += 1;
    try {
      return await work();
    } finally {
      patient -= 1;
    }
  }
  return { open, patiently };
}

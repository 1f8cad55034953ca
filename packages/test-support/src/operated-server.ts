import { setTimeout as wait } from "node:timers/promises";
import { createSecret, type DatabaseSettings } from "@levelup/server";
import { dataFolder, type ServerProcess, startServer } from "./server-process.ts";
import { createTestDatabase, openDatabase } from "./test-app.ts";

export const password = "correct horse battery staple";

/** A database that servers in processes of their own are started on, one after the other. */
export type OperatedDatabase = AsyncDisposable & {
  /** The variables that lead a server to it. */
  env: Record<string, string>;
  /** What SQL says of it, while no server runs on it: PGlite has room for one process. */
  count(sql: string): Promise<number>;
};

/** On PostgreSQL where TEST_DATABASE_URL says so, else on PGlite in a folder. */
export async function operatedDatabase(): Promise<OperatedDatabase> {
  const url = process.env.TEST_DATABASE_URL || undefined;
  return url === undefined ? inFolder() : onPostgres(url);
}

async function inFolder(): Promise<OperatedDatabase> {
  const folder = await dataFolder();
  const settings = { url: null, folder: folder.path, poolSize: 2, connectTimeoutMs: 3000, statementTimeoutMs: 10_000 };
  return {
    env: { DATA_DIR: folder.path },
    count: (sql) => count(settings, sql),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function onPostgres(url: string): Promise<OperatedDatabase> {
  const { settings, release } = await createTestDatabase(url);
  return { ...operatedDatabaseAt(settings.url?.reveal() ?? ""), [Symbol.asyncDispose]: release };
}

/** A PostgreSQL database that is there already, and stays. */
export function operatedDatabaseAt(url: string): OperatedDatabase {
  const timeouts = { connectTimeoutMs: 3000, statementTimeoutMs: 30_000 };
  const settings = { url: createSecret(url), folder: null, poolSize: 2, ...timeouts };
  return {
    env: { DATABASE_URL: url },
    count: (sql) => count(settings, sql),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function count(settings: DatabaseSettings, sql: string): Promise<number> {
  const database = await openDatabase(settings);
  const [row] = await database.fork().execute<{ count: number }[]>(sql);
  await database.close();
  return Number(row?.count);
}

export const usersWithoutGamer =
  "select count(*) from users u left join gamers g on g.user_id = u.id where g.id is null";

/** Accounts of which everything is there that a registration makes. */
export const wholeAccounts = `
  select count(*) from users u join gamers g on g.user_id = u.id
  where (select count(*) from tokens t where t.user_id = u.id) >= 1
    and (select count(*) from audit_events a where a.user_id = u.id and a.event = 'register') = 1`;

/** Those among them whose names these are. */
export function wholeAccountsOf(names: string[]): string {
  return `${wholeAccounts} and u.username in (${names.map((name) => `'${name}'`).join(",")})`;
}

/** A request that registers a gamer. */
export function registration(username: string): RequestInit {
  return post({ username, password, firstName: "Ada", lastName: "Gamer" });
}

/** A request with a JSON body. */
export function post(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export type OperatedServer = AsyncDisposable & {
  url: string;
  process: ServerProcess;
  register(username: string): Promise<Response>;
  /** What a login with the password of `register` answers. */
  login(username: string): Promise<unknown>;
  /** What it counts, as Prometheus reads it. */
  metrics(): Promise<string>;
  /** Waits until a password is being hashed. */
  hashing(): Promise<void>;
};

/** A server on a database, ready. */
export async function operatedServer(
  database: Pick<OperatedDatabase, "env">,
  env: Record<string, string> = {},
): Promise<OperatedServer> {
  const process = startServer({
    ...database.env,
    BCRYPT_COST: "10",
    METRICS_PORT: "0",
    REGISTRATIONS_BURST: "1000000",
    ...env,
  });
  const url = await process.ready;
  const metricsUrl = () => /"url":"(\S+?)","msg":"metrics"/.exec(process.output())?.[1];
  async function metrics(): Promise<string> {
    const url = metricsUrl();
    return url === undefined ? "" : (await fetch(url)).text();
  }
  return {
    url,
    process,
    register: (username) => fetch(`${url}/trpc/auth.register`, registration(username)),
    async login(username) {
      const response = await fetch(`${url}/trpc/auth.login`, post({ username, password }));
      return ((await response.json()) as { result: { data: unknown } }).result.data;
    },
    metrics,
    async hashing() {
      while (!/_queue{state="running"} [1-9]/.test(await metrics())) await wait(5);
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

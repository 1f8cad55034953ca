import { startNginx } from "./nginx.ts";
import { type OperatedDatabase, type OperatedServer, operatedDatabase, operatedServer } from "./operated-server.ts";

/** Two replicas, processes of their own, on one PostgreSQL behind one nginx. */
export type Site = AsyncDisposable & {
  url: string;
  database: OperatedDatabase;
  readonly replicas: readonly [OperatedServer, OperatedServer];
  /** Starts a replica that has ended again, where it was. */
  restart(index: 0 | 1): Promise<void>;
};

/** A machine that is busy with other tests must not look like a server that refuses. */
const patient = {
  HOST: "127.0.0.1",
  TRUST_PROXY: "127.0.0.1",
  DATABASE_CONNECT_TIMEOUT_MS: "30000",
};

/**
 * @param env variables of both replicas.
 * @param change what to replace in deploy/nginx.conf, beside addresses, ports and paths.
 */
export async function startSite(env: Record<string, string>, change: Record<string, string> = {}): Promise<Site> {
  await using building = new AsyncDisposableStack();
  const database = building.use(await operatedDatabase());
  const start = (port: string) => operatedServer(database, { ...patient, PORT: port, ...env });
  const replicas: [OperatedServer, OperatedServer] = [building.use(await start("0")), building.use(await start("0"))];
  const nginx = building.use(await startNginx([replicas[0].url, replicas[1].url], change));
  const site = building.move();
  return {
    url: nginx.url,
    database,
    replicas,
    async restart(index) {
      replicas[index] = site.use(await start(new URL(replicas[index].url).port));
    },
    [Symbol.asyncDispose]: () => site.disposeAsync(),
  };
}

import { fileURLToPath } from "node:url";
import { leanHeap } from "../../../scripts/lib/project.mjs";
import type { Bench } from "../bench.ts";
import type { ScratchDatabase } from "../lib/databases.ts";
import { freePort } from "../lib/free-port.ts";
import type { Cores, Running } from "../lib/processes.ts";
import { ready } from "../lib/ready.ts";
import { accounts, type Contender, json, password, send } from "./contender.ts";

const main = fileURLToPath(new URL("../../../apps/api/bin/serve.mjs", import.meta.url));

const plenty = "1000000";

/** As `npm start` and the image start it. */
const nodeOptions = ["--disable-warning=ExperimentalWarning", ...leanHeap];

/** The defaults, but without limits for one address and one account, which all calls share here. */
const settings = {
  REGISTRATIONS_BURST: plenty,
  REGISTRATIONS_PER_HOUR: plenty,
  ADDRESS_FAILURES_BURST: plenty,
  ADDRESS_FAILURES_PER_HOUR: plenty,
  ADDRESS_LOGINS_BURST: plenty,
  ADDRESS_LOGINS_PER_HOUR: plenty,
  ACCOUNT_LOGINS_BURST: plenty,
  ACCOUNT_LOGINS_PER_HOUR: plenty,
};

export type LevelUpOptions = { cores?: Cores };

/** Starts a server process on a database, without waiting until it is ready. */
export function spawnLevelUp(
  bench: Bench,
  { databaseUrl, cores = null, port }: LevelUpOptions & { databaseUrl: string; port: number },
): Running {
  return bench.processes.start([process.execPath, ...nodeOptions, main], {
    cores,
    env: { ...settings, DATABASE_URL: databaseUrl, HOST: "127.0.0.1", PORT: String(port) },
  });
}

/** Starts a server process and waits until it is ready. */
export async function startLevelUp(
  bench: Bench,
  databaseUrl: string,
  options: LevelUpOptions = {},
): Promise<Running & { url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawnLevelUp(bench, { ...options, databaseUrl, port });
  await ready(server, `${url}/readyz`, ({ ok }) => ok);
  return { ...server, url };
}

/** Registers one account and copies it by SQL, because hashes would take minutes. Returns its token. */
export async function prepareAccounts(url: string, database: ScratchDatabase): Promise<string> {
  const body = JSON.stringify({ username: "gamer-0", password, firstName: "Grace", lastName: "Gamer", bio: "I play." });
  const answer = await send(url, { method: "POST", path: "/trpc/auth.register", headers: json, body });
  const { result } = (await answer.json()) as { result: { data: { token: string } } };
  await database.query(`
    with copies as (
      insert into users (username, username_key, email, password_hash, first_name, last_name, date_joined)
      select 'gamer-' || n, 'gamer-' || n, email, password_hash, first_name, last_name, date_joined
      from users, generate_series(1, ${accounts - 1}) n where username = 'gamer-0' returning id)
    insert into gamers (user_id, bio) select id, 'I play.' from copies`);
  return result.data.token;
}

const loginCalls = Array.from({ length: accounts }, (_, index) => ({
  method: "POST" as const,
  path: "/trpc/auth.login",
  headers: json,
  body: JSON.stringify({ username: `gamer-${index}`, password }),
}));

export const accountMe = (token: string) => ({
  method: "GET" as const,
  path: "/trpc/account.me",
  headers: { authorization: `Bearer ${token}` },
});

/** Level Up with its defaults. */
export const levelUp: Contender = {
  name: "Level Up",
  missing: () => null,
  async start(bench, { cores = null } = {}) {
    const database = await bench.databases.create();
    const server = await startLevelUp(bench, database.url, { cores });
    const token = await prepareAccounts(server.url, database);
    return {
      url: server.url,
      pid: server.pid,
      authenticatedCall: accountMe(token),
      logins: loginCalls,
      async stop() {
        await server.stop();
        await database.drop();
      },
    };
  },
};

import {
  type OperatedServer,
  operatedServer,
  password,
  post,
  registration,
} from "@levelup/test-support/operated-server.ts";
import { type PooledDatabase, pooledDatabase } from "@levelup/test-support/pgbouncer.ts";
import { expectUnavailable } from "@levelup/test-support/support.ts";
import { type Answer, atOnce, readAnswer, statuses, tokenOf } from "@levelup/test-support/wire.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composition } from "../../src/composition.ts";

/** Of the role, as docs/operations.md says. */
const statementTimeoutMs = 1000;

/** Starts of servers on a busy machine. */
const timeoutMs = 120_000;

const limits = { ACCOUNT_FAILURES_BURST: "5", ACCOUNT_FAILURES_PER_HOUR: "1" };

async function ask(url: string, init: RequestInit = {}, token?: string): Promise<Answer> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set("authorization", `Token ${token}`);
  const response = await fetch(url, { ...init, headers });
  return readAnswer(response.status, response.headers, await response.text());
}

describe("two replicas behind pgbouncer, in transaction mode", { timeout: timeoutMs }, () => {
  const resources = new AsyncDisposableStack();
  let database: PooledDatabase;
  let one: OperatedServer;
  let other: OperatedServer;
  beforeAll(async () => {
    database = resources.use(
      await pooledDatabase({
        statement_timeout: `${statementTimeoutMs}ms`,
        idle_in_transaction_session_timeout: `${statementTimeoutMs}ms`,
      }),
    );
    const env = { DATABASE_URL: database.url, DATABASE_STATEMENT_TIMEOUT_MS: `${statementTimeoutMs}`, ...limits };
    // Both on the empty database at once.
    const starts = [operatedServer({ env }), operatedServer({ env })] as const;
    [one, other] = await Promise.all(starts);
    resources.use(one);
    resources.use(other);
  }, timeoutMs);
  afterAll(() => resources.disposeAsync());

  const me = (server: OperatedServer, token: string) => ask(`${server.url}/trpc/account.me`, {}, token);
  const register = (server: OperatedServer, username: string = crypto.randomUUID()) =>
    ask(`${server.url}/trpc/auth.register`, registration(username));

  test("G8: start on an empty database at once, and migrate it once", async () => {
    const ran = await database.sql<{ name: string }>("select name from migrations order by id");

    expect(ran.map(({ name }) => name)).toEqual(composition.migrations.map(({ name }) => name));
  });

  test("serve a whole session: register, login, profile, another password, logout", async () => {
    const username = crypto.randomUUID();
    const next = "another correct horse";

    const registered = await register(one, username);
    const loggedIn = await ask(`${other.url}/trpc/auth.login`, post({ username, password }));
    const token = tokenOf(loggedIn.data);
    const profile = await me(one, token);
    const change = post({ currentPassword: password, newPassword: next });
    const changed = await ask(`${one.url}/trpc/account.changePassword`, change, token);
    const again = await ask(`${other.url}/trpc/auth.login`, post({ username, password: next }));
    const left = await ask(`${other.url}/trpc/auth.logout`, post({}), tokenOf(again.data));

    const answers = [registered, loggedIn, profile, changed, again, left];
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(profile.data).toMatchObject({ username });
  });

  test("B1: of 20 registrations of one name at once, on both, one succeeds", async () => {
    const username = crypto.randomUUID();

    const answers = await atOnce(20, (index) => register(index % 2 === 0 ? one : other, username));

    expect(statuses(answers)).toEqual({ 200: 1, 409: 19 });
    expect(await database.sql(`select 1 from users where username = '${username}'`)).toHaveLength(1);
  });

  test("E6: of many wrong passwords at once, on both, no more are tried than the limit says", async () => {
    const wrong = post({ username: crypto.randomUUID(), password: "wrong" });
    const startedAt = performance.now();

    const answers = await atOnce(20, (index) => ask(`${(index % 2 === 0 ? one : other).url}/trpc/auth.login`, wrong));

    const seconds = (performance.now() - startedAt) / 1000;
    const { 200: tried = 0, 429: refused = 0 } = statuses(answers);
    expect(tried).toBeGreaterThanOrEqual(5);
    // After the limit one passes when 1 s has gone by, one 2 s later, one 4 s later …
    expect(tried).toBeLessThanOrEqual(5 + Math.floor(Math.log2(seconds + 1)));
    expect(tried + refused).toBe(answers.length);
  });

  test("D5: a token that one revoked is refused by the next call to the other", async () => {
    const token = tokenOf((await register(one)).data);
    const opened = await me(other, token);

    const ended = await ask(`${one.url}/trpc/auth.logout`, post({}), token);
    const onOther = await me(other, token);

    expect([opened, ended, onOther].map(({ status }) => status)).toEqual([200, 200, 401]);
  });

  test("G1: a statement that takes too long is ended by the role's own timeout, on every connection", async () => {
    const token = tokenOf((await register(one)).data);
    await database.sql(
      "create function pause() returns trigger language plpgsql as 'begin perform pg_sleep(30); return new; end'",
    );
    await database.sql("create trigger pause before update on gamers for each row execute function pause()");

    const answers = await atOnce(database.connections, () =>
      ask(`${one.url}/trpc/account.update`, post({ bio: "new" }), token),
    );
    await database.sql("drop trigger pause on gamers");

    for (const answer of answers) expectUnavailable(answer);
    expect(
      await database.sql(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
      ),
    ).toEqual([]);
    expect((await ask(`${one.url}/trpc/account.update`, post({ bio: "new" }), token)).status).toBe(200);
  });
});

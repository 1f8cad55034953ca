import { setTimeout as wait } from "node:timers/promises";
import { hangingNetwork } from "@levelup/test-support/hanging-network.ts";
import { registration, usersWithoutGamer } from "@levelup/test-support/operated-server.ts";
import { type Cluster, startCluster } from "@levelup/test-support/postgres-cluster.ts";
import { keepRegistering } from "@levelup/test-support/registering.ts";
import { expectUnavailable, rows } from "@levelup/test-support/support.ts";
import { readAnswer } from "@levelup/test-support/wire.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSecret } from "../../src/settings/secret.ts";
import { createTestApp, type TestApp, type TestAppOptions } from "../../src/testing/index.ts";

const timeouts = { connectTimeoutMs: 500, statementTimeoutMs: 1000 };

/** Waiting for a connection, a statement that gets no answer, and a second for the network; the rest is the machine's. */
const boundMs = 500 + 1000 + 1000 + 1500;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster[Symbol.asyncDispose]());

function appOn(database: NonNullable<TestAppOptions["settings"]>["database"] = {}): Promise<TestApp> {
  return createTestApp({ databaseUrl: cluster.url, settings: { database: { ...timeouts, ...database } } });
}

/** How a call was answered: ok, or a 503 that says nothing but its request id. */
async function outcome(call: Promise<Response>): Promise<"ok" | "UNAVAILABLE"> {
  const response = await call;
  const answer = readAnswer(response.status, response.headers, await response.text());
  if (answer.status === 200) return "ok";
  expectUnavailable(answer);
  return "UNAVAILABLE";
}

/** Calls of every kind, under a token: a query, a write, a login and a registration. */
function calls(url: string, token: string): Promise<"ok" | "UNAVAILABLE">[] {
  return [
    fetch(`${url}/trpc/account.me`, { headers: { authorization: `Token ${token}` } }),
    post(`${url}/trpc/account.update`, token, { bio: "new" }),
    post(`${url}/trpc/auth.login`, token, { username: "unknown", password: "wrong" }),
    register(url, `gamer-${crypto.randomUUID()}`),
  ].map(outcome);
}

function post(url: string, token: string, body: unknown): Promise<Response> {
  const headers = { authorization: `Token ${token}`, "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

function register(url: string, username: string): Promise<Response> {
  return fetch(`${url}/trpc/auth.register`, registration(username));
}

/** From now on each insert into the audit takes half a minute. */
async function pauseAudit(app: TestApp): Promise<void> {
  await rows(
    app,
    "create function pause() returns trigger language plpgsql as 'begin perform pg_sleep(30); return new; end'",
  );
  await rows(app, "create trigger pause before insert on audit_events for each row execute function pause()");
}

const allOk = ["ok", "ok", "ok", "ok"];
const allUnavailable = ["UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"];

async function readyz(url: string): Promise<number> {
  return (await fetch(`${url}/readyz`)).status;
}

describe("a database that is restarted", () => {
  test("G1: is UNAVAILABLE while it is down, and is used again as soon as it is back", async () => {
    await using app = await appOn();
    const { token } = await app.gamer();
    const url = await app.listen();
    const before = await Promise.all(calls(url, token));

    await cluster.stop();
    const during = [await Promise.all(calls(url, token)), await readyz(url)];
    await cluster.start();
    const backAt = performance.now();
    const after = [await Promise.all(calls(url, token)), await readyz(url)];

    expect([before, during, after]).toEqual([allOk, [allUnavailable, 503], [allOk, 200]]);
    expect(performance.now() - backAt).toBeLessThan(boundMs);
    const log = app.logLines().filter((line) => line.includes('"level":50'));
    expect(log).toHaveLength(4);
    for (const line of log)
      expect(JSON.parse(line)).toMatchObject({ requestId: expect.any(String), code: "UNAVAILABLE" });
  });

  test("G1: in the middle of calls leaves nothing half done, and every call has an answer", async () => {
    await using app = await appOn();
    const { token } = await app.gamer();
    const url = await app.listen();
    const registering = keepRegistering((username) => register(url, username), {
      clients: 8,
      check: expectUnavailable,
    });
    await registering.more(20);
    await cluster.stop();
    await cluster.start();
    await registering.more(20);
    await registering.stop();

    expect(registering.ended.filter(({ outcome }) => outcome === "cut")).toEqual([]);
    const users = (await rows<{ username: string }>(app, "select username from users")).map(({ username }) => username);
    expect(users).toEqual(expect.arrayContaining(registering.acknowledged()));
    expect(await rows(app, usersWithoutGamer)).toEqual([{ count: "0" }]);
    expect(await Promise.all(calls(url, token))).toEqual(allOk);
  });
});

describe("connections that are killed", () => {
  test("G1: at rest, are replaced, and no call fails", async () => {
    await using app = await appOn();
    await using other = await appOn();
    const { token } = await app.gamer();
    const url = await app.listen();
    await Promise.all(calls(url, token));
    const [database] = await rows<{ name: string }>(app, "select current_database() as name");

    await rows(other, "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?", [database?.name]);
    while ((app.app.database.pool()?.idle ?? 0) > 0) await wait(5);

    expect(await Promise.all(calls(url, token))).toEqual(allOk);
  });

  test("G1: in the middle of a statement, are a typed 503, and the write did not happen", async () => {
    await using app = await appOn({ statementTimeoutMs: 20_000 });
    await using other = await appOn();
    const { token, account } = await app.gamer({ bio: "old" });
    const url = await app.listen();
    const [database] = await rows<{ name: string }>(app, "select current_database() as name");
    await pauseAudit(app);
    const update = outcome(post(`${url}/trpc/account.update`, token, { bio: "new" }));
    const sleeping = "from pg_stat_activity where datname = ? and wait_event = 'PgSleep'";
    while ((await rows(other, `select 1 ${sleeping}`, [database?.name])).length === 0) await wait(5);

    await rows(other, `select pg_terminate_backend(pid) ${sleeping}`, [database?.name]);

    expect(await update).toBe("UNAVAILABLE");
    expect(await rows(app, "select bio from gamers where user_id = ?", [account.id])).toEqual([{ bio: "old" }]);
  });
});

test.each([
  ["takes no connections", (name: string) => `alter database "${name}" allow_connections false`],
  ["is gone", (name: string) => `alter database "${name}" rename to "${name}_gone"`],
])("R24: a database that %s is UNAVAILABLE, for every kind of call", async (_, change) => {
  await using app = await appOn();
  await using other = await appOn();
  const { token } = await app.gamer();
  const url = await app.listen();
  const [{ name = "" } = {}] = await rows<{ name: string }>(app, "select current_database() as name");

  await rows(other, "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?", [name]);
  await rows(other, change(name));

  expect(await Promise.all(calls(url, token))).toEqual(allUnavailable);
});

test("G1: a statement that takes too long is a typed 503, and the write did not happen", async () => {
  await using app = await appOn();
  const { token, account } = await app.gamer({ bio: "old" });
  const url = await app.listen();
  await pauseAudit(app);

  expect(await outcome(post(`${url}/trpc/account.update`, token, { bio: "new" }))).toBe("UNAVAILABLE");
  expect(await rows(app, "select bio from gamers where user_id = ?", [account.id])).toEqual([{ bio: "old" }]);
});

describe("a network that hangs", () => {
  test("G1: keeps no call waiting beyond the timeouts, and is used again when packets get through", async () => {
    await using network = await hangingNetwork(cluster.port);
    await using app = await appOn();
    const { token } = await app.gamer();
    const throughNetwork = new URL(app.app.settings.database.url?.reveal() ?? "");
    throughNetwork.port = String(network.port);
    await using far = await appOn({ url: createSecret(throughNetwork.href) });
    const url = await far.listen();
    const before = await Promise.all(calls(url, token));

    network.hang();
    const hungAt = performance.now();
    const during = await Promise.all(calls(url, token));
    const again = await Promise.all(calls(url, token));
    const tookMs = performance.now() - hungAt;
    const ready = await readyz(url);
    network.recover();
    const after = [await Promise.all(calls(url, token)), await readyz(url)];

    expect([before, during, again, ready, after]).toEqual([allOk, allUnavailable, allUnavailable, 503, [allOk, 200]]);
    expect(tookMs).toBeLessThan(2 * boundMs);
    expect(await rows(app, usersWithoutGamer)).toEqual([{ count: "0" }]);
  });
});

import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Env } from "../src/env.ts";
import { createSecret } from "../src/secret.ts";
import { createTestApp, type TestApp } from "../src/testing/index.ts";
import { leaseMs } from "../src/tokens/cache/token-cache.ts";
import { type HangingNetwork, hangingNetwork } from "./hanging-network.ts";
import { operatedDatabase, operatedServer } from "./operated-server.ts";
import { outcomes, refusalCode, rows } from "./support.ts";

/** Waiting for a condition, on a machine that may be busy. */
const patiently = { interval: 5, timeout: 30_000 };

/** Two processes that start on a busy machine. */
const startingMs = 120_000;

/** Another replica on the same database. */
function replicaOf({ app }: TestApp, database: Partial<Env["database"]> = {}): Promise<TestApp> {
  return createTestApp({ env: { database: { url: app.env.database.url, ...database } } });
}

function throughNetwork({ app }: TestApp, network: HangingNetwork) {
  const url = new URL(app.env.database.url?.reveal() ?? "");
  url.port = String(network.port);
  return createSecret(url.href);
}

function databasePort(): number {
  return Number(new URL(process.env.TEST_DATABASE_URL ?? "").port) || 5432;
}

function cacheOf({ app }: TestApp) {
  return app.tokenCheck.cache;
}

/** A token that another replica remembers. */
async function rememberedAt(app: TestApp, replica: TestApp): Promise<string> {
  const { token } = await app.gamer();
  await expect.poll(cacheOf(replica).isOn, patiently).toBe(true);
  await replica.settle();
  while (cacheOf(replica).size() === 0) await replica.as(token).account.me();
  return token;
}

/** Calls until the token is refused; when the last call began that was answered, in milliseconds from now. */
async function lastAcceptedMs(replica: TestApp, token: string): Promise<number> {
  const startedAt = performance.now();
  let acceptedMs = Number.NEGATIVE_INFINITY;
  for (;;) {
    const beganMs = performance.now() - startedAt;
    const { ok } = await outcomes([replica.as(token).account.me()]);
    if (ok !== 1) return acceptedMs;
    acceptedMs = beganMs;
    await wait(1);
  }
}

describe("D13: a replica whose listening connection", () => {
  test("D13: is killed uses its memory no more, and again when it listens again and has forgotten everything", async () => {
    await using app = await createTestApp();
    await using replica = await replicaOf(app);
    const token = await rememberedAt(app, replica);
    const listeners =
      "from pg_stat_activity where datname = current_database() and application_name = 'levelup-listen'";

    // One statement, one transaction: the revocation is told to nobody who could hear it.
    await rows(
      app,
      `with killed as (select pg_terminate_backend(pid, 10000) as done ${listeners})
      delete from tokens where (select bool_and(done) from killed)`,
    );
    const code = await refusalCode(replica.as(token).account.me());
    await expect.poll(cacheOf(replica).isOn, patiently).toBe(true);

    expect([code, await refusalCode(replica.as(token).account.me())]).toEqual(["TOKEN_INVALID", "TOKEN_INVALID"]);
    expect(replica.logLines().join("\n")).toContain("token cache off");
  });

  test("D13: is swallowed by the network accepts a revoked token no longer than the bound", async () => {
    await using network = await hangingNetwork(databasePort());
    await using app = await createTestApp();
    await using replica = await replicaOf(app, { listenUrl: throughNetwork(app, network) });
    const token = await rememberedAt(app, replica);

    network.hang();
    await app.as(token).auth.logout();
    const acceptedMs = await lastAcceptedMs(replica, token);

    // It did accept it for a while, or this would prove nothing.
    expect(acceptedMs).toBeGreaterThan(0);
    expect(acceptedMs).toBeLessThan(leaseMs);
    // Its own changes it knows of, whoever listens.
    network.recover();
    await expect.poll(cacheOf(replica).isOn, patiently).toBe(true);
    expect(await refusalCode(replica.as(token).account.me())).toBe("TOKEN_INVALID");
  });

  test("D13: hears what another replica does, and is through it no later than its next beat", async () => {
    await using app = await createTestApp();
    await using replica = await replicaOf(app);
    const token = await rememberedAt(app, replica);

    await app.as(token).account.update({ firstName: "Ada", bio: "new" });
    const here = await app.as(token).account.me();
    await replica.settle();

    expect(here).toMatchObject({ firstName: "Ada", bio: "new" });
    expect(await replica.as(token).account.me()).toEqual(here);
  });
});

test("D13: a network that swallows everything: what was revoked meanwhile is refused when it is back", async () => {
  await using network = await hangingNetwork(databasePort());
  await using app = await createTestApp();
  const timeouts = { connectTimeoutMs: 500, statementTimeoutMs: 1000 };
  await using replica = await replicaOf(app, { url: throughNetwork(app, network), ...timeouts });
  const token = await rememberedAt(app, replica);

  network.hang();
  await app.as(token).auth.logout();
  const acceptedMs = await lastAcceptedMs(replica, token);
  const cut = await refusalCode(replica.as(token).account.me());
  network.recover();

  expect([acceptedMs < leaseMs, cut]).toEqual([true, "UNAVAILABLE"]);
  await expect.poll(() => refusalCode(replica.as(token).account.me()), patiently).toBe("TOKEN_INVALID");
});

test(
  "D13: of two server processes, one refuses what was ended at the other, and shows what was changed there",
  async () => {
    await using database = await operatedDatabase();
    await using one = await operatedServer(database);
    await using other = await operatedServer(database);
    await one.register("ada");
    const { token } = (await one.login("ada")) as { token: string };
    const headers = { authorization: `Token ${token}`, "content-type": "application/json" };
    const me = async () => (await fetch(`${other.url}/trpc/account.me`, { headers })).text();
    await expect
      .poll(async () => {
        await me();
        return await other.metrics();
      }, patiently)
      .toMatch(/levelup_token_cache_total{outcome="hit"} [1-9]/);

    await fetch(`${one.url}/trpc/account.update`, { method: "POST", headers, body: JSON.stringify({ bio: "new" }) });
    await expect.poll(me, patiently).toContain('"bio":"new"');
    await fetch(`${one.url}/trpc/auth.logout`, { method: "POST", headers });
    await expect.poll(me, patiently).toContain("TOKEN_INVALID");
  },
  startingMs,
);

describe("D14: the uses of a token", () => {
  test("D4: are written once by two replicas at once", async () => {
    await using app = await createTestApp();
    await using replica = await createTestApp({
      clock: app.clock,
      env: { database: { url: app.app.env.database.url } },
    });
    const { token } = await app.gamer();
    await rows(app, "create table writes (at timestamptz)");
    await rows(
      app,
      `create function count_write() returns trigger language plpgsql as $$
      begin insert into writes values (now()); return new; end $$`,
    );
    await rows(app, "create trigger counted after update on tokens for each row execute function count_write()");
    app.clock.advance({ hours: 2 });

    await Promise.all([app.as(token).account.me(), replica.as(token).account.me()]);
    await Promise.all([app.settle(), replica.settle()]);

    expect(await rows(app, "select count(*)::int as writes from writes")).toEqual([{ writes: 1 }]);
  });

  test("D14: are there after an orderly stop", async () => {
    await using app = await createTestApp();
    const replica = await createTestApp({ clock: app.clock, env: { database: { url: app.app.env.database.url } } });
    const { token } = await app.gamer();
    app.clock.advance({ hours: 2 });

    await replica.as(token).account.me();
    await replica[Symbol.asyncDispose]();

    expect(await rows(app, "select last_used_at = ? as used from tokens", [app.clock.now()])).toEqual([{ used: true }]);
  });

  test("D14: that cannot be written fail no request, and are written when they can be", async () => {
    await using app = await createTestApp();
    const { caller } = await app.gamer();
    await rows(
      app,
      `create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'no'; end $$`,
    );
    await rows(app, "create trigger refuse before update on tokens for each row execute function refuse()");
    app.clock.advance({ hours: 2 });

    await caller.account.me();
    await app.settle();
    await rows(app, "drop trigger refuse on tokens");
    await app.settle();

    expect(app.logLines().filter((line) => line.includes("uses of tokens not written"))).toHaveLength(1);
    expect(await rows(app, "select last_used_at = ? as used from tokens", [app.clock.now()])).toEqual([{ used: true }]);
  });
});

test("a statement that a connection does not know any more, as behind pgbouncer, is sent again without its name", async () => {
  await using app = await createTestApp({ env: { tokenCache: { on: false } } });
  const { caller } = await app.gamer();
  await Promise.all([caller.account.me(), caller.account.me()]);

  const deallocate = app.app.database.prepareUrgent("deallocate all");
  await Promise.all([deallocate([]), deallocate([])]);

  expect(await outcomes([caller.account.me(), caller.account.me()])).toEqual({ ok: 2 });
});

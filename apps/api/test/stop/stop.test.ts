import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import {
  operatedDatabase,
  operatedServer,
  password,
  registration,
  wholeAccounts,
} from "@levelup/test-support/operated-server.ts";
import { startServer } from "@levelup/test-support/server-process.ts";
import { describe, expect, test } from "vitest";

/** Starting on PGlite and hashing at a real cost take their time on a busy machine. */
const timeoutMs = 120_000;

/** A cost that makes a hash take about a second: long enough to be under way when a signal comes. */
const slow = { BCRYPT_COST: "14", HASH_CONCURRENCY: "1" };

const anythingOfAda =
  "select (select count(*) from users where username = 'ada') + (select count(*) from audit_events where event = 'register') as count";

async function isRefused(host: string, port: string): Promise<boolean> {
  const socket = connect(Number(port), host);
  return new Promise((resolve) => {
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", () => resolve(true));
  });
}

/** Sends a request on a connection that is kept open. */
function ask(agent: Agent, url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent }, (response) => {
      response.resume();
      response.once("end", () => resolve(response));
    });
    call.once("error", reject);
    call.end();
  });
}

describe("G6: a server that is asked to stop", { timeout: timeoutMs }, () => {
  test("says so at /readyz first, finishes calls under way, and ends with 0", async () => {
    await using database = await operatedDatabase();
    await using server = await operatedServer(database, {
      BCRYPT_COST: "11",
      HASH_CONCURRENCY: "1",
      STOP_DRAIN_MS: "1000",
    });
    const answers = ["ada", "bob", "cyd"].map((name) => server.register(name));
    await server.hashing();

    server.process.child.kill("SIGTERM");
    while ((await fetch(`${server.url}/readyz`)).status === 200) await wait(10);
    const whileDraining = await fetch(`${server.url}/healthz`);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    const { code, output } = await server.process.exit;

    expect([whileDraining.status, whileDraining.headers.get("connection")]).toEqual([200, "close"]);
    expect(statuses).toEqual([200, 200, 200]);
    expect(code).toBe(0);
    expect(output).toMatch(/"msg":"stopping"[\s\S]*"msg":"stopped"/);
    expect(await database.count(wholeAccounts)).toBe(3);
  });

  test("ends with 0 at a Ctrl-C too", async () => {
    await using database = await operatedDatabase();
    await using server = await operatedServer(database);

    const { code, output } = await server.process.stop("SIGINT");

    expect(code).toBe(0);
    expect(output).toContain('"msg":"stopped"');
  });

  test("while a call is under way refuses new ones, on every loopback, and on connections from before", async () => {
    await using database = await operatedDatabase();
    await using server = await operatedServer(database, slow);
    const { port } = new URL(server.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const before = await ask(agent, `${server.url}/healthz`);
    const onIpv6 = fetch(`http://[::1]:${port}/trpc/auth.register`, registration("ada"));
    await server.hashing();

    server.process.child.kill("SIGTERM");
    while (!(await isRefused("127.0.0.1", port)) || !(await isRefused("::1", port))) await wait(10);
    const after = await ask(agent, `${server.url}/healthz`).then(
      ({ statusCode }) => statusCode,
      () => "refused",
    );
    const finished = await onIpv6;
    const { code } = await server.process.exit;

    expect([before.statusCode, after]).toEqual([200, "refused"]);
    expect([finished.status, finished.headers.get("connection"), code]).toEqual([200, "close", 0]);
  });

  test("ends with 1 when its grace time is over, and the registration that was cut off is not half done", async () => {
    await using database = await operatedDatabase();
    await using server = await operatedServer(database, { ...slow, STOP_GRACE_MS: "300" });
    const cut = server.register("ada").catch(() => "cut");
    await server.hashing();

    const { code, output } = await server.process.stop("SIGTERM");

    expect([await cut, code]).toEqual(["cut", 1]);
    expect(output).toContain("not stopped within the grace time");
    expect(await database.count(anythingOfAda)).toBe(0);
  });

  test("ends at once at a second signal", async () => {
    await using database = await operatedDatabase();
    await using server = await operatedServer(database, slow);
    void server.register("ada").catch(() => "cut");
    await server.hashing();

    server.process.child.kill("SIGTERM");
    while (!server.process.output().includes('"stopping"')) await wait(10);
    const { code } = await server.process.stop("SIGINT");

    expect([code, server.process.child.signalCode]).toEqual([null, "SIGINT"]);
    expect(server.process.output()).not.toContain('"stopped"');
  });
});

test("an uncaught error is one JSON line without its other properties, and the process ends with 1", async () => {
  const fault = `process.on("SIGUSR2",()=>{throw Object.assign(new Error("out of order"),{detail:"${password}"})})`;
  await using database = await operatedDatabase();
  await using server = startServer({
    ...database.env,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}`,
  });
  await server.ready;

  const { code, output, errors } = await server.stop("SIGUSR2");

  const last = JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");
  expect([code, last]).toMatchObject([1, { level: 60, msg: "uncaught", err: { message: "out of order" } }]);
  expect(output + errors).not.toContain(password);
});

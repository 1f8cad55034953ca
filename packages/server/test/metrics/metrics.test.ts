import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { outcomes } from "@levelup/test-support/support.ts";
import { Histogram } from "prom-client";
import { expect, test } from "vitest";
import { serveMetrics } from "../../src/metrics/serve-metrics.ts";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";

/** The lines of some metrics, as Prometheus reads them. */
async function lines({ app }: TestApp, ...names: string[]): Promise<string[]> {
  const text = await app.metrics.text();
  return text.split("\n").filter((line) => names.some((name) => new RegExp(`^${name}[{ ]`).test(line)));
}

function post(url: string, body: unknown) {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

test("calls are counted by procedure and code, as the client hears it", async () => {
  await using app = await createTestApp();
  const url = `${await app.listen()}/trpc`;

  await post(`${url}/auth.login`, { username: "nobody", password: "wrong" });
  await post(`${url}/auth.login`, {});
  await fetch(`${url}/account.me`);
  await fetch(`${url}/account.me`);

  expect(await lines(app, "levelup_calls_total")).toEqual([
    'levelup_calls_total{procedure="auth.login",code="OK"} 1',
    'levelup_calls_total{procedure="auth.login",code="INVALID_INPUT"} 1',
    'levelup_calls_total{procedure="account.me",code="TOKEN_MISSING"} 2',
  ]);
  expect(await lines(app, "levelup_call_duration_seconds_count")).toEqual([
    'levelup_call_duration_seconds_count{procedure="auth.login"} 2',
    'levelup_call_duration_seconds_count{procedure="account.me"} 2',
  ]);
});

test("whatever paths and procedures a client makes up, they are one label each", async () => {
  await using app = await createTestApp();
  const url = await app.listen();

  for (const path of ["/nothing", "/a/b?c", "/trpc/made.up", "/trpc/x,y,z", "/%00", "/trpc/auth.nothing?batch=1"]) {
    await fetch(`${url}${path}`);
  }

  const routes = (await lines(app, "levelup_http_requests_total")).map((line) => /route="(.*?)"/.exec(line)?.[1]);
  expect(new Set(routes)).toEqual(new Set(["none", "/trpc/*"]));
  expect(await lines(app, "levelup_calls_total")).toEqual([]);
});

test("logins are counted by outcome", async () => {
  await using app = await createTestApp();
  const { account, password } = await app.gamer();
  const { username } = account;

  await app.anonymous.auth.login({ username, password });
  await app.anonymous.auth.login({ username, password: "wrong" });
  await app.anonymous.auth.login({ username: "nobody", password });

  expect(await lines(app, "levelup_logins_total")).toEqual([
    'levelup_logins_total{outcome="success"} 1',
    'levelup_logins_total{outcome="failure"} 2',
  ]);
});

test("the hash queue shows its load, and how long hashes waited or were refused", async () => {
  await using app = await createTestApp({
    settings: { passwords: { hashConcurrency: 1, hashQueueLimit: 1, bcryptCost: 12 } },
  });
  const login = () => app.anonymous.auth.login({ username: "nobody", password: "wrong" });
  const answers = outcomes(Array.from({ length: 5 }, login));
  let load: string[] = [];
  while (!load.includes('levelup_hash_queue{state="waiting"} 1')) {
    await setImmediate();
    load = await lines(app, "levelup_hash_queue");
  }

  expect(await answers).toEqual({ ok: 2, OVERLOADED: 3 });
  expect(await lines(app, "levelup_hash_queue")).toEqual([
    'levelup_hash_queue{state="running"} 0',
    'levelup_hash_queue{state="waiting"} 0',
  ]);
  expect(await lines(app, "levelup_logins_total")).toEqual([
    'levelup_logins_total{outcome="overloaded"} 3',
    'levelup_logins_total{outcome="failure"} 2',
  ]);
  const waits = await lines(app, "levelup_hash_wait_seconds_count");
  expect(waits).toContain('levelup_hash_wait_seconds_count{outcome="served"} 2');
});

test("two apps in a process count apart", async () => {
  await using one = await createTestApp();
  await using other = await createTestApp();
  await one.anonymous.auth.login({ username: "nobody", password: "wrong" });

  expect([await lines(one, "levelup_logins_total"), await lines(other, "levelup_logins_total")]).toEqual([
    ['levelup_logins_total{outcome="failure"} 1'],
    [],
  ]);
});

test("the metrics are on a port of their own, at /metrics alone, and not on the API's", async () => {
  await using app = await createTestApp();
  const api = await app.listen();
  const server = await serveMetrics(app.app.metrics, { host: "127.0.0.1", port: 0 });
  const url = server?.url ?? "";

  const scrape = await fetch(url);
  const text = await scrape.text();
  const others = [
    await fetch(new URL("/", url)),
    await fetch(url, { method: "POST" }),
    await fetch(new URL("/metrics", api)),
  ];
  await server?.close();

  expect([scrape.status, scrape.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/plain")]);
  expect(text).toContain("levelup_database_connections{");
  expect(text).toContain("nodejs_eventloop_lag_p99_seconds ");
  expect(others.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test("without a port for them there are none", async () => {
  await using app = await createTestApp();

  expect(await serveMetrics(app.app.metrics, app.app.settings.metrics)).toBeNull();
});

test("the Grafana dashboard shows only metrics that exist, by labels that they have", async () => {
  await using app = await createTestApp();
  app.app.metrics.collectNode();
  const exists = new Map<string, string[]>();
  for (const metric of await app.app.metrics.registry.getMetricsAsArray()) {
    const labelNames = "labelNames" in metric ? (metric.labelNames as string[]) : [];
    const { name } = metric;
    exists.set(name, labelNames);
    if (metric instanceof Histogram) {
      for (const suffix of ["_bucket", "_sum", "_count"]) exists.set(`${name}${suffix}`, [...labelNames, "le"]);
    }
  }
  const file = readFileSync(new URL("../../../../deploy/grafana-dashboard.json", import.meta.url), "utf8");
  const expressions = [...file.matchAll(/"expr": "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
    JSON.parse(`"${text}"`),
  );

  expect(expressions.length).toBeGreaterThan(8);
  for (const expression of expressions as string[]) {
    const names = expression.match(/\b(?:levelup|nodejs|process)_\w+/g) ?? [];
    const labels = [...expression.matchAll(/(?:by|without) \(([^)]*)\)|(\w+)\s*=~?"/g)].flatMap(([, list, one]) =>
      (list ?? one ?? "").split(/\s*,\s*/),
    );
    expect(names, expression).not.toHaveLength(0);
    for (const name of names) expect([...exists.keys()], expression).toContain(name);
    const known = ["instance", "job", ...names.flatMap((name) => exists.get(name) ?? [])];
    for (const label of labels) expect(known, expression).toContain(label);
  }
});

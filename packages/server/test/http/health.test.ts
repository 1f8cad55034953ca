import { expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { createReadiness } from "../../src/readiness.ts";
import { createTestApp } from "../../src/testing/index.ts";

async function probe(url: string, path: "/healthz" | "/readyz") {
  const response = await fetch(`${url}${path}`);
  return [response.status, await response.json(), response.headers.get("cache-control")];
}

const ready = [200, { status: "ready" }, "no-store"];
const unavailable = [503, { status: "unavailable" }, "no-store"];

test("/healthz and /readyz say that the process lives and that it can serve, and nothing else", async () => {
  await using app = await createTestApp();
  const url = await app.listen();

  expect(await probe(url, "/healthz")).toEqual([200, { status: "ok" }, "no-store"]);
  expect(await probe(url, "/readyz")).toEqual(ready);
});

test("/readyz says no while a migration is missing", async () => {
  await using app = await createTestApp();
  await app.app.database.orm.migrator.down();
  const url = await app.listen();
  const before = await probe(url, "/readyz");

  await app.app.database.orm.migrator.up();

  expect([before, await probe(url, "/readyz")]).toEqual([unavailable, ready]);
});

test("G6: once stopping has begun /readyz says no, while calls are still served", async () => {
  await using app = await createTestApp();
  const url = await app.listen();
  const before = await probe(url, "/readyz");

  app.app.beginStopping();

  expect([before, await probe(url, "/readyz")]).toEqual([ready, unavailable]);
  const call = await fetch(`${url}/trpc/account.me`);
  expect([call.status, call.headers.get("connection")]).toEqual([401, "close"]);
});

test("a thousand probes of a database that does not answer are one question, and each is told within a second", async () => {
  let questions = 0;
  const silent = {
    fork: () => ({ execute: () => new Promise(() => {}) }),
    orm: {
      migrator: {
        getPending: () => {
          questions += 1;
          return new Promise(() => {});
        },
      },
    },
  } as unknown as Database;
  const { isReady } = createReadiness(silent);
  const startedAt = performance.now();

  const answers = await Promise.all(Array.from({ length: 1000 }, isReady));

  expect([new Set(answers), questions]).toEqual([new Set([false]), 1]);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

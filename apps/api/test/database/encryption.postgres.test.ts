import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { createSecret } from "@levelup/server";
import type { TestApp } from "@levelup/server/testing";
import { type Certificate, makeCertificate } from "@levelup/test-support/certificate.ts";
import { hangingNetwork } from "@levelup/test-support/hanging-network.ts";
import { type Cluster, startCluster } from "@levelup/test-support/postgres-cluster.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { refusalCode, rows } from "@levelup/test-support/support.ts";
import { createTestApp, openDatabase } from "@levelup/test-support/test-app.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let certificate: Certificate;
let cluster: Cluster;
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  const folder = cleanup.use(await temporaryFolder());
  // PostgreSQL runs as another user, and reads its key there.
  await chmod(folder.path, 0o755);
  certificate = await makeCertificate(folder.path);
  cluster = cleanup.use(await startCluster({ tls: certificate }));
});
afterAll(() => cleanup.disposeAsync());

const timeouts = { connectTimeoutMs: 500, statementTimeoutMs: 1000 };

const appAt = (databaseUrl: string): Promise<TestApp> =>
  createTestApp({ databaseUrl, settings: { database: timeouts } });

const open = (url: string) => openDatabase({ url: createSecret(url), folder: null, poolSize: 1, ...timeouts });

const verified = () => `sslmode=verify-full&sslrootcert=${encodeURIComponent(certificate.certificate)}`;

/** How many connections of Level Up's there are, with TLS and without. */
const connections = `
  select application_name as name, ssl, count(*)::int as count from pg_stat_ssl join pg_stat_activity using (pid)
  where application_name like 'levelup%' and datname = current_database() group by name, ssl`;

/** Those of the pool, and those that check tokens. */
async function connectionsOf(app: TestApp): Promise<Record<string, unknown>[]> {
  const { caller } = await app.gamer();
  await caller.account.me();
  return rows(app, connections);
}

describe("a DATABASE_URL that asks for TLS", () => {
  test("has every connection encrypted", async () => {
    await using app = await appAt(`${cluster.url}?${verified()}`);

    expect(await connectionsOf(app)).toEqual([{ name: "levelup", ssl: true, count: 2 }]);
  });

  test("without it has none encrypted, which is what the test before looks for", async () => {
    await using app = await appAt(cluster.url);

    expect(await connectionsOf(app)).toEqual([{ name: "levelup", ssl: false, count: 2 }]);
  });

  test("does not connect to a server whose certificate it cannot check, and says how to check it", async () => {
    await expect(open(`${cluster.url}?sslmode=verify-full`)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the certificate of PostgreSQL at 127\.0\.0\.1:\d+ is not to be trusted \(\w+\)\.$/,
      ),
      remedy: expect.stringContaining("sslrootcert="),
    });
  });

  test("says which file is not there", async () => {
    const missing = join("/nowhere", "ca.pem");

    await expect(open(`${cluster.url}?sslmode=verify-full&sslrootcert=${missing}`)).rejects.toMatchObject({
      message: `${missing}, which the URL of PostgreSQL at ${new URL(cluster.url).host} names, is not there.`,
    });
  });

  test("says when the server has no TLS", async () => {
    await using plain = await startCluster();

    await expect(open(`${plain.url}?${verified()}`)).rejects.toMatchObject({
      message: expect.stringMatching(/^PostgreSQL at 127\.0\.0\.1:\d+ does not speak TLS, and its URL wants it\.$/),
    });
  });

  test("also gives up when the network hangs", async () => {
    await using network = await hangingNetwork(cluster.port);
    const url = new URL(`${cluster.url}?${verified()}`);
    url.port = String(network.port);
    await using app = await appAt(url.href);
    const { caller } = await app.gamer();

    network.hang();
    const code = await refusalCode(caller.account.update({ bio: "new" }));
    network.recover();

    expect(code).toBe("UNAVAILABLE");
    expect(await caller.account.update({ bio: "newer" })).toMatchObject({ bio: "newer" });
  });
});

import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:tls";
import { startNginx } from "@levelup/test-support/nginx.ts";
import { registration } from "@levelup/test-support/operated-server.ts";
import { freePort } from "@levelup/test-support/ports.ts";
import { sendBytes } from "@levelup/test-support/raw-http.ts";
import { inTurn } from "@levelup/test-support/wire.ts";
import { expect, test } from "vitest";
import { type StubReplica, stubReplica } from "../support/stub-replica.ts";

const unavailable = `{"error":{"data":{"code":"UNAVAILABLE"}}}`;

function say(response: ServerResponse, status: number, body = "{}"): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

const healthy = () => stubReplica((_request, response) => say(response, 200));
/** It takes a call, may well have done what it says, and is gone before the answer. */
const dying = () => stubReplica((request) => request.socket.destroy());

function register(url: string, body?: string): Promise<Response> {
  return fetch(`${url}/trpc/auth.register`, { ...registration("ada"), ...(body === undefined ? {} : { body }) });
}

/** Asks on until a replica has been asked so often. */
async function untilAsked(replica: StubReplica, times: number, ask: () => Promise<Response>): Promise<void> {
  while (replica.asked.length < times) await (await ask()).text();
}

test("nginx sends a registration that a replica took, and did not answer, to no other", async () => {
  await using dead = await dying();
  await using other = await healthy();
  await using nginx = await startNginx([dead.url, other.url]);

  const statuses: number[] = [];
  await untilAsked(dead, 1, async () => {
    const response = await register(nginx.url);
    statuses.push(response.status);
    return response;
  });

  expect(statuses.at(-1)).toBe(502);
  expect([dead.asked.length, other.asked.length]).toEqual([1, statuses.length - 1]);
});

test("nginx asks another replica when a query gets no answer", async () => {
  await using dead = await dying();
  await using other = await healthy();
  await using nginx = await startNginx([dead.url, other.url]);

  const statuses = new Set<number>();
  await untilAsked(dead, 1, async () => {
    const response = await fetch(`${nginx.url}/trpc/account.me`);
    statuses.add(response.status);
    return response;
  });

  expect([...statuses]).toEqual([200]);
});

test("nginx passes over a replica that takes no connections, with registrations too", async () => {
  await using other = await healthy();
  await using nginx = await startNginx([`http://127.0.0.1:${await freePort()}`, other.url]);

  const answers = await inTurn(10, () => register(nginx.url));

  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
});

test("nginx leaves a replica alone that says at /readyz that it stops, and clients that ask there notice nothing", async () => {
  await using stopping = await stubReplica((request, response) => say(response, request.url === "/readyz" ? 503 : 200));
  await using other = await healthy();
  await using nginx = await startNginx([stopping.url, other.url]);

  const statuses = new Set<number>();
  await untilAsked(stopping, 1, async () => {
    const response = await fetch(`${nginx.url}/readyz`);
    statuses.add(response.status);
    return response;
  });
  await inTurn(20, () => register(nginx.url));

  expect([...statuses]).toEqual([200]);
  expect(stopping.asked).toEqual(["GET /readyz"]);
});

test("nginx hands on the replicas' own 503 while all of them are without a database, however often /readyz is asked", async () => {
  const away = () => stubReplica((_request, response) => say(response, 503, unavailable));
  await using one = await away();
  await using other = await away();
  await using nginx = await startNginx([one.url, other.url]);

  const probes = await inTurn(10, () => fetch(`${nginx.url}/readyz`));
  const answers = await inTurn(10, async () => (await register(nginx.url)).text());

  expect(probes.map(({ status }) => status)).toEqual(Array(10).fill(503));
  expect(answers).toEqual(Array(10).fill(unavailable));
});

/** The headers that an error of the service has too. */
function expectErrorHeaders({ headers }: Response): void {
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
  expect(headers.get("strict-transport-security")).toMatch(/^max-age=31536000/);
  expect(headers.get("server")).toBe("nginx");
}

test.each([
  ["a body too large", 413, "PAYLOAD_TOO_LARGE", (url: string) => register(url, "x".repeat(70_000))],
  ["a replica that is gone", 502, "UNAVAILABLE", (url: string) => register(url)],
  ["a URL too long", 414, "INVALID_INPUT", (url: string) => fetch(`${url}/${"x".repeat(20_000)}`)],
])("R34: nginx answers %s in JSON, with the service's headers: %i", async (_what, status, code, ask) => {
  await using dead = await dying();
  await using nginx = await startNginx([dead.url, dead.url]);

  const response = await ask(nginx.url);

  expectErrorHeaders(response);
  const requestId = response.headers.get("x-request-id");
  expect([response.status, await response.json()]).toEqual([
    status,
    { detail: expect.any(String), error: expect.objectContaining({ data: { code, httpStatus: status, requestId } }) },
  ]);
});

test("R34: nginx leaves errors of the service as they are", async () => {
  await using refusing = await stubReplica((_request, response) => say(response, 404, `{"detail":"Not found."}`));
  await using nginx = await startNginx([refusing.url, refusing.url]);

  const response = await fetch(`${nginx.url}/nowhere`);

  expect([response.status, await response.text()]).toEqual([404, `{"detail":"Not found."}`]);
});

test.each(["127.0.0.1", "evil.example"])(
  "R34: plain HTTP leads to the configured name, not to the client's: %s",
  async (name) => {
    await using replica = await healthy();
    await using nginx = await startNginx([replica.url, replica.url]);

    const request = `GET /login?x=1 HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`;
    const { status, headers } = await sendBytes(nginx.plainUrl, request);

    expect([status, headers.get("location")]).toEqual([301, "https://127.0.0.1/login?x=1"]);
  },
);

test("R34: a request for another name reaches no replica", async () => {
  await using replica = await healthy();
  await using nginx = await startNginx([replica.url, replica.url]);

  const answer = await tlsAnswer(nginx.url, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");

  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  expect(answer).toContain("Content-Type: application/json");
  expect(replica.asked).toEqual([]);
});

test.each([
  ["TLSv1.3", "TLSv1.3"],
  ["TLSv1.2", "TLSv1.2"],
] as const)("R34: nginx speaks %s", async (version, spoken) => {
  await using replica = await healthy();
  await using nginx = await startNginx([replica.url, replica.url]);

  expect(await tlsVersion(nginx.url, version)).toBe(spoken);
});

test("R34: nginx does not speak TLS 1.1", async () => {
  await using replica = await healthy();
  await using nginx = await startNginx([replica.url, replica.url]);

  await expect(tlsVersion(nginx.url, "TLSv1.1")).rejects.toThrow();
});

function dial(url: string, options: { minVersion?: "TLSv1.1" | "TLSv1.2" | "TLSv1.3" } = {}) {
  const { minVersion } = options;
  const versions = minVersion === undefined ? {} : { minVersion, maxVersion: minVersion };
  // The lowest security level, so that the client itself does not refuse an old version.
  const ciphers = "DEFAULT@SECLEVEL=0";
  return connect({
    host: "127.0.0.1",
    port: Number(new URL(url).port),
    rejectUnauthorized: false,
    ciphers,
    ...versions,
  });
}

async function tlsVersion(url: string, minVersion: "TLSv1.1" | "TLSv1.2" | "TLSv1.3"): Promise<string | null> {
  const socket = dial(url, { minVersion });
  await once(socket, "secureConnect");
  const version = socket.getProtocol();
  socket.destroy();
  return version;
}

/** All that comes back for some bytes. */
async function tlsAnswer(url: string, bytes: string): Promise<string> {
  const socket = dial(url);
  socket.write(bytes);
  return (await socket.toArray()).join("");
}

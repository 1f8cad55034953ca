import type { ServerResponse } from "node:http";
import { startNginx } from "@levelup/test-support/nginx.ts";
import { registration } from "@levelup/test-support/operated-server.ts";
import { freePort } from "@levelup/test-support/ports.ts";
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

function register(url: string): Promise<Response> {
  return fetch(`${url}/trpc/auth.register`, registration("ada"));
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

test("nginx leaves a replica alone that says at /readyz that it stops, and whoever asks there notices nothing", async () => {
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

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { sendBytes } from "@levelup/test-support/raw-http.ts";
import { createWire, inTurn, type Wire } from "@levelup/test-support/wire.ts";
import { describe, expect, test } from "vitest";

/** Opens connections that send nothing, from an address of the loopback. They end with the test. */
async function hold(
  wire: Wire,
  count: number,
  localAddress = "127.0.0.1",
): Promise<Disposable & { sockets: Socket[] }> {
  const sockets = await inTurn(count, async () => {
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(wire.url).port), localAddress });
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  });
  return {
    sockets,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The status of a GET on a connection of its own. */
async function get(wire: Wire, path: string, localAddress = "127.0.0.1"): Promise<number> {
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
  return (await sendBytes(wire.url, request, { localAddress })).status;
}

const me = "/trpc/account.me";
const direct = { trustProxy: [], maxConnectionsPerAddress: 5 };

describe("R12: an address that holds as many connections as it may", () => {
  test("R12: is served on no more, and others are", async () => {
    await using wire = await createWire({ settings: { http: direct } });
    using _held = await hold(wire, 5);

    expect([await get(wire, me), await get(wire, me, "127.0.0.2")]).toEqual([503, 401]);
  });

  test("R12: is served again when it has closed one", async () => {
    await using wire = await createWire({ settings: { http: direct } });
    using held = await hold(wire, 5);
    const before = await get(wire, me);

    held.sockets[0]?.destroy();

    await expect.poll(() => get(wire, me)).toBe(401);
    expect(before).toBe(503);
  });

  test("R12: is told so in the shape of other errors, when to come back too, and the connection ends", async () => {
    await using wire = await createWire({ settings: { http: direct } });
    using _held = await hold(wire, 5);

    const { status, headers, body } = await sendBytes(wire.url, `GET ${me} HTTP/1.1\r\nHost: localhost\r\n\r\n`);

    expect([status, headers.get("connection"), headers.get("retry-after")]).toEqual([503, "close", "1"]);
    expect(JSON.parse(body)).toMatchObject({ error: { data: { code: "OVERLOADED" } } });
  });

  test("R12: counts one by one what comes through a trusted proxy", async () => {
    await using wire = await createWire({ settings: { http: { ...direct, trustProxy: ["127.0.0.1"] } } });
    using _held = await hold(wire, 50);

    expect(await get(wire, me)).toBe(401);
  });

  test("R12: has the connections that the settings say, and is a part of all", async () => {
    await using wire = await createWire();
    const { maxConnections, maxConnectionsPerAddress } = wire.app.app.settings.http;

    expect(maxConnectionsPerAddress).toBeLessThanOrEqual(maxConnections / 4);
  });
});

describe("R12: with as many connections as there may be", () => {
  const full = { trustProxy: [], maxConnections: 5 };

  test.each(["/healthz", "/readyz"])("R12: %s still answers, however many more connections wait", async (path) => {
    await using wire = await createWire({ settings: { http: full } });
    using _held = await hold(wire, 5);
    using _beyond = await hold(wire, 100);

    expect(await get(wire, path)).toBe(200);
    expect([await get(wire, me), await get(wire, me, "127.0.0.2")]).toEqual([503, 503]);
  });

  test("R12: those on both loopbacks count together", async () => {
    await using wire = await createWire({ settings: { http: full } });
    using _held = await hold(wire, 5);

    const { status } = await sendBytes(
      wire.url.replace("localhost", "[::1]"),
      `GET ${me} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );

    expect(status).toBe(503);
  });
});

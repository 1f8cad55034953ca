import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { addressNumber, atOnce } from "@levelup/test-support/wire.ts";
import { type Client, countAnswers, type TimedAnswer } from "./client.ts";

/** One attack, which goes on until the deadline and says what it got. */
export type Attack = { name: string; prepare(client: Client): Promise<(deadline: number) => Promise<string>> };

const password = "correct horse battery";
const mallory = "203.0.113.66";

async function register(client: Client, username: string): Promise<{ token: string; deviceId: string }> {
  const input = { username, password, firstName: "Mallory", lastName: "Gamer" };
  const { data, error } = await client.post("auth.register", input, { address: mallory });
  if (error) throw new Error(`not registered: ${error.code}`);
  return data as { token: string; deviceId: string };
}

/** So many connections repeat a call without a pause. Returns how often each answer came. */
async function flood(
  connections: number,
  deadline: number,
  call: (index: number) => Promise<TimedAnswer>,
): Promise<string> {
  const counts = countAnswers();
  await atOnce(connections, async (connection) => {
    for (let round = 0; performance.now() < deadline; round += 1) {
      counts.add(await call(round * connections + connection).catch(() => null));
    }
  });
  return counts.text();
}

async function deviceIdsOf(client: Client, username: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { data } = await client.post("auth.login", { username, password }, { address: mallory });
    ids.push((data as { deviceId: string }).deviceId);
  }
  return ids;
}

export const attacks: Attack[] = [
  {
    name: "nothing",
    prepare: async () => async (deadline) => {
      await wait(deadline - performance.now());
      return "";
    },
  },
  {
    name: "R1: one address fails at a made-up name, and repeats that on 40 connections",
    prepare: async (client) => (deadline) =>
      flood(40, deadline, () =>
        client.post("auth.login", { username: "made-up", password: "a guess" }, { address: mallory }),
      ),
  },
  {
    name: "R2: right logins to one own account, from 8 known devices, on 80 connections",
    async prepare(client) {
      await register(client, "own-account");
      const ids = await deviceIdsOf(client, "own-account", 8);
      return (deadline) =>
        flood(80, deadline, (index) => {
          const input = { username: "own-account", password, deviceId: ids[index % ids.length] };
          return client.post("auth.login", input, { address: mallory });
        });
    },
  },
  {
    name: "R3: guesses at a changed password, with 8 device ids from before the change, on 8 connections",
    async prepare(client) {
      const { token } = await register(client, "robbed");
      const ids = await deviceIdsOf(client, "robbed", 8);
      const input = { currentPassword: password, newPassword: "a wholly different phrase" };
      await client.post("account.changePassword", input, { token });
      return (deadline) =>
        flood(8, deadline, (index) => {
          const guess = { username: "robbed", password: `guess ${index}`, deviceId: ids[index % ids.length] };
          return client.post("auth.login", guess, { address: mallory });
        });
    },
  },
  {
    name: "R4: one address fails at an account and goes on; its owner logs in from a new device elsewhere, once a second",
    async prepare(client) {
      await register(client, "besieged");
      return async (deadline) => {
        const owner = countAnswers();
        const guesses = flood(2, deadline, async () => {
          await wait(100);
          return client.post("auth.login", { username: "besieged", password: "a guess" }, { address: mallory });
        });
        while (performance.now() < deadline) {
          owner.add(await client.post("auth.login", { username: "besieged", password }, { address: "198.51.100.7" }));
          await wait(1000);
        }
        return `${await guesses}; its owner: ${owner.text()}`;
      };
    },
  },
  {
    name: "R6: updates of one account on 40 connections, and its revokeOthers on 10",
    async prepare(client) {
      const { token } = await register(client, "restless");
      return async (deadline) => {
        const [updates, revocations] = await Promise.all([
          flood(40, deadline, (index) => client.post("account.update", { bio: `bio ${index}` }, { token })),
          flood(10, deadline, () => client.post("tokens.revokeOthers", undefined, { token })),
        ]);
        return `updates: ${updates}; revocations: ${revocations}`;
      };
    },
  },
  {
    name: "R10: logins with a name of 14,900 U+1F1E6, on 8 connections",
    prepare: async (client) => (deadline) =>
      flood(8, deadline, () =>
        client.post("auth.login", { username: "\u{1F1E6}".repeat(14_900), password: "a" }, { address: mallory }),
      ),
  },
  {
    name: "R12: 5000 idle connections from one address",
    prepare: async (client) => async (deadline) => {
      const url = new URL(client.url);
      const sockets: Socket[] = [];
      let closed = 0;
      while (sockets.length < 5000 && performance.now() < deadline) {
        for (let count = 0; count < 100; count += 1) {
          const socket = connect({ host: url.hostname, port: Number(url.port), localAddress: "127.0.0.4" });
          socket
            .on("error", () => {})
            .on("close", () => {
              closed += 1;
            });
          socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
          socket.resume();
          sockets.push(socket);
        }
        await wait(20);
      }
      await wait(Math.max(0, deadline - performance.now()));
      const text = `${sockets.length} opened, ${closed} of them closed by the server`;
      for (const socket of sockets) socket.destroy();
      return text;
    },
  },
  {
    name: "guesses at many accounts, each from another address, on 200 connections",
    prepare: async (client) => (deadline) =>
      flood(200, deadline, (index) =>
        client.post(
          "auth.login",
          { username: `gamer-${index}`, password: "a guess" },
          { address: addressNumber(index) },
        ),
      ),
  },
];
